import { describe, expect, it } from 'vitest';
import { cropCorners, fitSimilarity, type RgbaImage } from '../../../src/vision/crops/crop';
import { fitLetterbox } from '../../../src/vision/crops/letterbox';
import type { Detection } from '../../../src/vision/faces/detection';
import type { FaceFinder, FrameViews } from '../../../src/vision/faces/faceFinder';
import { whereIs } from '../../../src/vision/faces/followedFaces';
import { createFollower } from '../../../src/vision/faces/follower';

import type { CropCornersPx, PointPx } from '../../../src/vision/types';

/**
 * Films of a drawn face through the follower. Where the face is, is known to a fraction of a pixel; the detector is one that errs.
 */
const FPS = 30;
const SQUARE_PX = 128;
const FRAME = { widthPx: 640, heightPx: 480 };
const LETTERBOX = fitLetterbox(FRAME.widthPx, FRAME.heightPx, SQUARE_PX);
const FACE_PX = 160;
/** Of the pixels of the detector's square; a phone's camera in a lit room has about as much. */
const SENSOR_GREY = 2;
/** Deviation of the detector's points from frame to frame, in sides: a dark room's, as measured. */
const DETECTOR_JITTER = 0.01;
const TEMPLATE = {
  rightEye: [0.3148, 0.3923],
  leftEye: [0.6852, 0.3923],
  mouth: [0.5, 0.7743],
} as const;

/** Where the face's middle is; undefined while it is out of the picture. */
type Path = (ms: number) => PointPx | undefined;

interface NumberedFace extends Detection {
  readonly id: number;
}

interface Filmed {
  readonly ms: number;
  readonly truth: PointPx | undefined;
  readonly faces: readonly NumberedFace[];
  readonly detected: boolean;
}

const still: Path = () => ({ xPx: 300, yPx: 220 });

/** Normal deviates from a fixed seed (mulberry32 and Box-Muller), so that a failure repeats. */
function createNoise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Parts of frames in which no face is. */
const NO_PARTS = {
  inPart: () => Promise.resolve([]),
  seenIn: () => Promise.reject(new Error('expected no look at a picture by itself')),
};
/** A sensor's noise, drawn once; each frame begins elsewhere in it. */
const noise = createNoise(1);
const GRAIN = Float64Array.from({ length: 40_009 }, () => SENSOR_GREY * noise());

/** The detector's square of a frame: a patterned disc before a grey wall, with a sensor's noise. */
function draw(middle: PointPx | undefined, frame: number): RgbaImage {
  const shift = (frame * 7919) % GRAIN.length;
  const data = new Uint8ClampedArray(4 * SQUARE_PX * SQUARE_PX).fill(255);
  const scale = LETTERBOX.scale;
  for (let y = 0; y < SQUARE_PX; y += 1) {
    for (let x = 0; x < SQUARE_PX; x += 1) {
      let grey = 110 + (GRAIN[(y * SQUARE_PX + x + shift) % GRAIN.length] ?? 0);
      if (middle !== undefined) {
        const u = (x - LETTERBOX.leftPx) / scale - middle.xPx;
        const v = (y - LETTERBOX.topPx) / scale - middle.yPx;
        const edge = Math.max(0, Math.min(1, (FACE_PX / 2 - Math.hypot(u, v)) / 10));
        grey += edge * (30 + 30 * Math.sin(u / 14) + 30 * Math.cos(v / 17));
      }
      data.fill(grey, 4 * (y * SQUARE_PX + x), 4 * (y * SQUARE_PX + x) + 3);
    }
  }
  return { data, width: SQUARE_PX, height: SQUARE_PX };
}

function faceAround(middle: PointPx, jitter: () => number): Detection {
  const left = middle.xPx - FACE_PX / 2;
  const top = middle.yPx - FACE_PX / 2;
  const at = (x: number, y: number): PointPx => ({
    xPx: left + FACE_PX * (x + DETECTOR_JITTER * jitter()),
    yPx: top + FACE_PX * (y + DETECTOR_JITTER * jitter()),
  });
  return {
    score: 0.9,
    boxPx: { ...at(0, 0), widthPx: FACE_PX, heightPx: FACE_PX },
    keypointsPx: {
      rightEye: at(0.3148, 0.3923),
      leftEye: at(0.6852, 0.3923),
      noseTip: at(0.5, 0.6),
      mouthCentre: at(0.5, 0.7743),
      rightEarTragion: at(0.1, 0.45),
      leftEarTragion: at(0.9, 0.45),
    },
  };
}

/** A frame of which nothing else is looked at. */
function frameOf(square: RgbaImage): FrameViews {
  return { widthPx: 640, heightPx: 480, square, letterbox: LETTERBOX, turned: () => square };
}

/** A close-up reaches half a crop beyond the crop. */
function isNear({ boxPx }: Detection, about: Detection): boolean {
  const off = Math.hypot(boxPx.xPx - about.boxPx.xPx, boxPx.yPx - about.boxPx.yPx);
  return off < 0.6 * FACE_PX;
}

async function film(path: Path, lengthMs: number): Promise<Filmed[]> {
  const jitter = createNoise(2);
  let truth: PointPx | undefined;
  let asked = 0;
  const look = () => {
    asked += 1;
    return truth === undefined ? undefined : faceAround(truth, jitter);
  };
  const finder: FaceFinder = {
    ...NO_PARTS,
    everywhere: () => {
      const face = look();
      return Promise.resolve(face === undefined ? [] : [face]);
    },
    closeUp: (_frame, about) => {
      const face = look();
      return Promise.resolve(face && isNear(face, about) ? face : undefined);
    },
  };
  const follower = createFollower(finder);
  const frames: Filmed[] = [];
  for (let ms = 0; ms < lengthMs; ms += 1000 / FPS) {
    truth = path(ms);
    const before = asked;
    const found = await follower.find(frameOf(draw(truth, frames.length)), ms);
    const faces = found.map((face) => ({ id: face.id, ...whereIs(face) }));
    frames.push({ ms, truth, faces, detected: asked > before });
  }
  return frames;
}

function cornersOf(face: NumberedFace | undefined): CropCornersPx {
  const similarity = face && fitSimilarity(TEMPLATE, face.keypointsPx);
  if (similarity === undefined) throw new Error('expected a face with a crop');
  return cropCorners(similarity);
}

/** The furthest that any corner lies from where it was, in sides of the crop. */
function step(before: CropCornersPx, after: CropCornersPx): number {
  const sidePx = Math.hypot(before[1].xPx - before[0].xPx, before[1].yPx - before[0].yPx);
  const moves = before.map(({ xPx, yPx }, corner) =>
    Math.hypot((after[corner]?.xPx ?? NaN) - xPx, (after[corner]?.yPx ?? NaN) - yPx),
  );
  return Math.max(...moves) / sidePx;
}

function steps(frames: readonly Filmed[]): number[] {
  const corners = frames.map(({ faces }) => cornersOf(faces[0]));
  return corners.slice(1).map((after, index) => step(corners[index] ?? after, after));
}

describe('a still face', () => {
  it("has a crop whose corners move by less than 1 % of its side, though the detector's points do", async () => {
    const frames = await film(still, 3000);
    expect(Math.max(...steps(frames))).toBeLessThan(0.01);
    const jitter = createNoise(2);
    const detector = Array.from({ length: 40 }, (): NumberedFace => {
      return { id: 1, ...faceAround({ xPx: 300, yPx: 220 }, jitter) };
    });
    const unfiltered = detector.map((face) => ({
      ms: 0,
      truth: undefined,
      faces: [face],
      detected: true,
    }));
    expect(Math.max(...steps(unfiltered))).toBeGreaterThan(0.03);
  });

  it('is looked at every 133 ms, and else followed', async () => {
    const frames = await film(still, 3000);
    const share = frames.filter(({ detected }) => detected).length / frames.length;
    // Every fourth frame at 30 a second.
    expect(Math.abs(share - 0.25)).toBeLessThan(0.01);
  });
});

describe('a face that moves', () => {
  const swaying: Path = (ms) => ({ xPx: 320 + 120 * Math.sin(ms / 600), yPx: 230 });

  it('is followed without jumps: no step is longer than its own by 2 % of the side', async () => {
    const frames = await film(swaying, 3000);
    const own = frames.slice(1).map(({ truth }, index) => {
      const before = frames[index]?.truth;
      if (truth === undefined || before === undefined) throw new Error('expected a face');
      return Math.hypot(truth.xPx - before.xPx, truth.yPx - before.yPx) / FACE_PX;
    });
    // The first half second tells the filter that it moves at all.
    const excess = steps(frames).map((moved, index) => moved - (own[index] ?? NaN));
    expect(Math.max(...excess.slice(15))).toBeLessThan(0.02);
  });

  it('stays within 5 % of a side of where it is, and keeps its id', async () => {
    const frames = await film(swaying, 3000);
    const off = frames.slice(15).map(({ truth, faces }) => {
      const { boxPx } = faces[0] ?? faceAround({ xPx: NaN, yPx: NaN }, () => 0);
      const x = boxPx.xPx + boxPx.widthPx / 2 - (truth?.xPx ?? NaN);
      const y = boxPx.yPx + boxPx.heightPx / 2 - (truth?.yPx ?? NaN);
      return Math.hypot(x, y) / FACE_PX;
    });
    expect(Math.max(...off)).toBeLessThan(0.05);
    expect(new Set(frames.flatMap(({ faces }) => faces.map(({ id }) => id))).size).toBe(1);
  });
});

describe('a face that leaves and returns', () => {
  const GONE = { fromMs: 1000, toMs: 2500 };
  const leaving: Path = (ms) =>
    ms >= GONE.fromMs && ms < GONE.toMs ? undefined : { xPx: 300, yPx: 220 };

  it('is gone within 300 ms, and there again within 300 ms', async () => {
    const frames = await film(leaving, 3500);
    const lastSeen = frames.findLast(({ ms, faces }) => ms < GONE.toMs && faces.length > 0);
    expect((lastSeen?.ms ?? NaN) - GONE.fromMs).toBeLessThan(300);
    const again = frames.find(({ ms, faces }) => ms >= GONE.toMs && faces.length > 0);
    expect((again?.ms ?? NaN) - GONE.toMs).toBeLessThan(300);
  });

  it('is cropped afresh where it returns: no crop is dragged there from where it was', async () => {
    const elsewhere: Path = (ms) => {
      if (ms < GONE.fromMs) return { xPx: 150, yPx: 220 };
      return ms < GONE.toMs ? undefined : { xPx: 480, yPx: 220 };
    };
    const frames = await film(elsewhere, 3000);
    const again = frames.find(({ ms, faces }) => ms >= GONE.toMs && faces.length > 0);
    const { boxPx } = again?.faces[0] ?? faceAround({ xPx: NaN, yPx: NaN }, () => 0);
    expect(Math.abs(boxPx.xPx + boxPx.widthPx / 2 - 480)).toBeLessThan(0.05 * FACE_PX);
  });
});

it('a second face that comes is found within 300 ms while the first is followed', async () => {
  const both = [still(0), { xPx: 520, yPx: 240 }];
  const jitter = createNoise(4);
  let present = 1;
  const look = () =>
    both.slice(0, present).flatMap((at) => (at === undefined ? [] : faceAround(at, jitter)));
  const follower = createFollower({
    ...NO_PARTS,
    everywhere: () => Promise.resolve(look()),
    closeUp: (_frame, about) => Promise.resolve(look().find((face) => isNear(face, about))),
  });
  const counts: number[] = [];
  for (let frame = 0; frame < 20; frame += 1) {
    if (frame === 6) present = 2;
    const found = await follower.find(frameOf(draw(both[0], frame)), (frame * 1000) / FPS);
    counts.push(found.length);
  }
  expect(counts.indexOf(2) - 6).toBeLessThanOrEqual(0.3 * FPS);
});
