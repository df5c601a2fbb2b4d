import { beforeEach, describe, expect, it } from 'vitest';
import type { AreaPx, RgbaImage } from '../../../src/vision/crops/crop';
import type { GrabbedFrame } from '../../../src/vision/crops/grabbedFrame';
import { fitLetterbox } from '../../../src/vision/crops/letterbox';
import { EXPRESSIONS } from '../../../src/vision/expressions';
import type { RawDetection } from '../../../src/vision/faces/decode';
import type { ReadProgress } from '../../../src/vision/types';
import {
  createPipeline,
  type Pipeline,
  type StillOptions,
} from '../../../src/vision/worker/pipeline';

const SIDE_PX = 128;
/** Eyes, nose, mouth and ears of a face that fills the middle half of its square. */
const POINTS = [0.4, 0.45, 0.6, 0.45, 0.5, 0.52, 0.5, 0.62, 0.28, 0.47, 0.72, 0.47];
const FACE: RawDetection = { score: 0.9, coordinates: [0.25, 0.25, 0.75, 0.75, ...POINTS] };

/** A picture of 128 x 128 whose lower half is `level` and the rest a pattern. */
function picture(level: number): RgbaImage {
  const data = new Uint8ClampedArray(4 * SIDE_PX * SIDE_PX).fill(255);
  for (let y = 0; y < SIDE_PX; y += 1) {
    for (let x = 0; x < SIDE_PX; x += 1) {
      const grey = y > 74 ? level : 120 + 60 * Math.sin(x / 5) + 20 * Math.cos(y / 4);
      data.fill(grey, 4 * (y * SIDE_PX + x), 4 * (y * SIDE_PX + x) + 3);
    }
  }
  return { data, width: SIDE_PX, height: SIDE_PX };
}

function frameOf(image: RgbaImage): GrabbedFrame {
  const part = ({ leftPx, topPx, widthPx, heightPx }: AreaPx) => {
    const data = new Uint8ClampedArray(4 * widthPx * heightPx);
    for (let row = 0; row < heightPx; row += 1) {
      const start = 4 * ((topPx + row) * SIDE_PX + leftPx);
      data.set(image.data.subarray(start, start + 4 * widthPx), 4 * row * widthPx);
    }
    return { data, width: widthPx, height: heightPx };
  };
  return {
    widthPx: SIDE_PX,
    heightPx: SIDE_PX,
    square: image,
    letterbox: fitLetterbox(SIDE_PX, SIDE_PX, SIDE_PX),
    turned: () => image,
    image: (area) => (area === undefined ? image : part(area)),
    part,
    imageWidthPx: SIDE_PX,
    imageHeightPx: SIDE_PX,
    imageScale: 1,
  };
}

describe('a pipeline', () => {
  let pipeline: Pipeline;
  let faces: RawDetection[];
  /** Faces that went through the network, call by call. */
  let classified: number[];
  let frameId: number;

  beforeEach(() => {
    faces = [FACE];
    classified = [];
    frameId = 0;
    pipeline = pipelineOf(() => faces);
  });

  function pipelineOf(detect: () => RawDetection[]): Pipeline {
    return createPipeline({
      detector: { detect: () => Promise.resolve(detect()) },
      classifier: {
        classify: (crops) => {
          if (crops.length > 0) classified.push(crops.length);
          return Promise.resolve(crops.map(() => [0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1]));
        },
      },
      manifest: {
        labels: EXPRESSIONS,
        template: { rightEye: [0.3, 0.4], leftEye: [0.7, 0.4], mouth: [0.5, 0.75] },
        notSureBelow: 0.3,
      },
      smoothingHalfLifeMs: 0,
      tensorCount: () => 0,
    });
  }

  const read = (image: RgbaImage, timestampMs: number) =>
    pipeline.read(frameOf(image), { frameId: (frameId += 1), timestampMs });
  const readStill = (image: RgbaImage, options?: StillOptions) =>
    pipeline.readStill(frameOf(image), { frameId: (frameId += 1), timestampMs: 0 }, options);

  it('reads a face of a stream again when it looks different, and after 250 ms', async () => {
    const [first] = (await read(picture(80), 0)).faces;
    const [second] = (await read(picture(81), 33)).faces;
    expect(classified).toEqual([1]);
    expect(second?.id).toBe(first?.id);
    expect(second?.probabilities).toEqual(first?.probabilities);
    await read(picture(95), 66);
    expect(classified).toEqual([1, 1]);
    await read(picture(95), 300);
    expect(classified).toEqual([1, 1]);
    await read(picture(95), 366);
    expect(classified).toEqual([1, 1, 1]);
  });

  it('reads every still picture, and leaves the stream alone', async () => {
    await read(picture(80), 0);
    await readStill(picture(80));
    await readStill(picture(80));
    expect(classified).toEqual([1, 1, 1]);
    await read(picture(80), 33);
    expect(classified).toEqual([1, 1, 1]);
  });

  it('says of a still what it has found so far, and stops when it is told to', async () => {
    const told: ReadProgress[] = [];
    let looks = 0;
    pipeline = pipelineOf(() => {
      looks += 1;
      // As a slow phone.
      const untilMs = performance.now() + 30;
      while (performance.now() < untilMs);
      return looks === 1 ? [] : faces;
    });
    const found = await readStill(picture(80), {
      onProgress: (progress) => told.push(progress),
      isStopped: () => told.length > 0,
    });
    expect(found.faces).toHaveLength(1);
    expect(told).toHaveLength(1);
    expect(told[0]?.reading.faces).toEqual(found.faces);
    // A picture of 128 px is looked at as a whole, from four sides.
    expect(told[0]?.share).toBe(0.5);
  });

  it('explains a face row by row, and gives the face with the first alone', async () => {
    const [face] = (await read(picture(80), 0)).faces;
    classified = [];
    const id = face?.id ?? 0;
    const first = await pipeline.occlude(id, undefined, 0);
    const second = await pipeline.occlude(id, undefined, 1);
    expect(first.face).toMatchObject({ expression: 'happy', probability: 0.4 });
    expect(first.face?.grey).toHaveLength(48 * 48);
    expect(second).toEqual({ falls: [0, 0, 0, 0, 0, 0, 0, 0], face: undefined });
    // The face as it is once, and its eight cells twice.
    expect(classified).toEqual([1, 8, 8]);
    // Another explanation of it, of another expression, meanwhile.
    expect((await pipeline.occlude(id, 'angry', 0)).face?.expression).toBe('angry');
    expect((await pipeline.occlude(id, undefined, 2)).falls).toEqual(second.falls);
    await expect(pipeline.occlude(id + 1, undefined, 0)).rejects.toMatchObject({
      code: 'faceGone',
    });
  });

  it('reads a face again after a reset', async () => {
    await read(picture(80), 0);
    pipeline.reset();
    await read(picture(80), 33);
    expect(classified).toEqual([1, 1]);
  });
});
