/** The npm package in Node: it reads decoded pixels, in this thread, with the browser's kernels. */
import type { CreateReader } from '../src/vision/api';
import { createPixelGrabber } from '../src/vision/crops/pixelGrabber';
import { VisionError } from '../src/vision/errors';
import { createReaderOn } from '../src/vision/reader/createReader';
import type { Frame, PictureSource, Pixels } from '../src/vision/sources';
import { answerRequests } from '../src/vision/worker/answerRequests';
import { PACKED_KERNELS } from './kernels';
import { unpackModels } from './packedModels';

export * from '../src/vision/public';

export const createReader: CreateReader = createReaderOn({
  workers: [() => new ThisThread()],
  copyOf: (source) => {
    const copied = rgbaOf(source);
    return () => Promise.resolve(copied);
  },
  unpackModels,
});

/** Answers as a worker does, without one. */
class ThisThread extends EventTarget implements Worker {
  onmessage = null;
  onmessageerror = null;
  onerror = null;
  #answer: ((data: unknown) => void) | undefined;

  constructor() {
    super();
    const reply = (data: unknown) => {
      this.dispatchEvent(new MessageEvent('message', { data }));
    };
    this.#answer = answerRequests({
      kernels: PACKED_KERNELS,
      createGrabber: createPixelGrabber,
      reply,
    });
    // After whoever made it listens.
    setTimeout(() => {
      reply({ kind: 'started' });
    });
  }

  postMessage(data: unknown): void {
    this.#answer?.(data);
  }

  terminate(): void {
    this.#answer = undefined;
  }
}

/**
 * Pixels as RGBA, in bytes of their own.
 *
 * @throws VisionError `badFrame`
 */
function rgbaOf(source: PictureSource): Frame {
  const { data, width, height } = pixelsOf(source);
  const channels = data.length / (width * height);
  if (!(width > 0 && height > 0) || ![1, 3, 4].includes(channels)) {
    throw new VisionError(
      'badFrame',
      `expected width * height pixels as RGBA, RGB or grey, got ${data.length} bytes for ` +
        `${width} x ${height}.`,
    );
  }
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let at = 0; at < width * height; at += 1) {
    for (let channel = 0; channel < Math.max(3, channels); channel += 1) {
      rgba[4 * at + channel] = data[channels === 1 ? at : channels * at + channel] ?? 0;
    }
  }
  return { data: rgba, width, height };
}

function pixelsOf(source: unknown): Pixels {
  if (typeof source === 'object' && source !== null && 'data' in source) return source as Pixels;
  throw new VisionError(
    'badFrame',
    'expected { data, width, height } in Node, got no pixels. Decode the picture first, for ' +
      'instance by sharp(file).raw() or jpeg-js.',
  );
}
