import { recognise } from '../../src/media/openFile';
import { openPicture } from '../../src/media/openPicture';
import { videoFrames, type OpenFrame } from '../../src/media/video/frames';
import { columnsOf, rowsOf, type Row } from '../../src/table/columns';
import { BUNDLED_KERNELS } from '../../src/vision/compute/kernelFiles';
import { createFrameGrabber } from '../../src/vision/crops/frameGrabber';
import { loadPipeline } from '../../src/vision/worker/loadPipeline';
import type { Pipeline } from '../../src/vision/worker/pipeline';
import type { ReadMode } from '../../src/vision/worker/protocol';

export interface TableJob {
  readonly files: readonly string[];
  /** Of videos, the first frame of each such step; every frame if 0. */
  readonly everyMs: number;
}

interface Table {
  readonly columns: string[];
  readonly rows: Row[];
  /** The videos' frames that were read, in order: RGBA row by row, as Base64. */
  readonly frames: string[];
}

/** So many arguments a function takes. */
const PIECE = 32_768;

declare global {
  var readTable: (job: TableJob) => Promise<Table>;
}

globalThis.readTable = async ({ files, everyMs }) => {
  const { pipeline, info } = await loadPipeline({
    models: { url: new URL('models/', location.href).href },
    model: undefined,
    kernels: BUNDLED_KERNELS,
    smoothingHalfLifeMs: 0,
    onProgress: () => undefined,
  });
  const read = createReading(pipeline);
  const rows: Row[] = [];
  const frames: string[] = [];
  for (const name of files) {
    const chosen = await (await fetch(`frames/${name}`)).blob();
    const { kind, file } = await recognise(chosen);
    if (kind === 'video') {
      pipeline.reset();
      for await (const { frame, timeMs } of videoFrames(file, everyMs)) {
        frames.push(pixelsOf(frame));
        const { faces } = await read(frame, 'stream', timeMs);
        rows.push(...rowsOf(name, timeMs, faces, info.labels));
      }
    } else {
      const { faces } = await read(await openPicture(file, false), 'still', 0);
      rows.push(...rowsOf(name, undefined, faces, info.labels));
    }
  }
  return { columns: columnsOf(info.labels), rows, frames };
};

function pixelsOf(frame: OpenFrame): string {
  const [width, height] =
    'displayWidth' in frame
      ? [frame.displayWidth, frame.displayHeight]
      : [frame.width, frame.height];
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('expected a canvas, got none');
  context.drawImage(frame, 0, 0);
  const bytes = context.getImageData(0, 0, width, height).data;
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + PIECE)));
  }
  return btoa(pieces.join(''));
}

function createReading(pipeline: Pipeline) {
  const grabber = createFrameGrabber();
  let frameId = 0;
  return async (frame: OpenFrame, mode: ReadMode, timestampMs: number) => {
    frameId += 1;
    // As the reader does with what it is lent.
    const bitmap = await createImageBitmap(frame);
    frame.close();
    const [grabbed, request] = [grabber.grab(bitmap), { frameId, timestampMs }];
    const reading = await (mode === 'stream'
      ? pipeline.read(grabbed, request)
      : pipeline.readStill(grabbed, request));
    bitmap.close();
    return reading;
  };
}
