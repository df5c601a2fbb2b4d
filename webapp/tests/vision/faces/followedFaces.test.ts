import { describe, expect, it } from 'vitest';
import type { Detection } from '../../../src/vision/faces/detection';
import {
  createFollowedFaces,
  smooth,
  whereIs,
  type FollowedFace,
} from '../../../src/vision/faces/followedFaces';

const FRAME_MS = 1000 / 30;

/** A face whose keypoints lie in fixed places of its box, shifted by a jitter. */
function faceAt(xPx: number, yPx: number, sidePx: number, jitterPx = () => 0): Detection {
  const at = (x: number, y: number) => ({
    xPx: xPx + x * sidePx + jitterPx(),
    yPx: yPx + y * sidePx + jitterPx(),
  });
  const corner = at(0, 0);
  return {
    score: 0.9,
    boxPx: { ...corner, widthPx: sidePx, heightPx: sidePx },
    keypointsPx: {
      rightEye: at(0.3, 0.3),
      leftEye: at(0.7, 0.3),
      noseTip: at(0.5, 0.5),
      mouthCentre: at(0.5, 0.75),
      rightEarTragion: at(0.1, 0.4),
      leftEarTragion: at(0.9, 0.4),
    },
  };
}

/** Normal noise from a fixed seed (mulberry32 and Box-Muller), so that a failure repeats. */
function createNoise(sigmaPx: number): () => number {
  let state = 12345;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () =>
    sigmaPx * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Records of the faces that a frame's detector found, none of which was followed. */
function createRecords() {
  const records = createFollowedFaces();
  return {
    ...records,
    see: (faces: readonly Detection[], ms: number) =>
      records.update(
        faces.map((found) => ({ found, lookedMs: ms })),
        ms,
      ),
  };
}

describe("a face's id", () => {
  it('stays while two faces move, in whatever order they are found', () => {
    const records = createRecords();
    let left = 0;
    let right = 0;
    for (let frame = 0; frame < 60; frame += 1) {
      const faces = [faceAt(50 + 3 * frame, 100, 80), faceAt(500 - 2 * frame, 120, 90)];
      const order = frame % 2 === 0 ? [0, 1] : [1, 0];
      const seen = records.see(
        order.flatMap((index) => faces[index] ?? []),
        frame * FRAME_MS,
      );
      const ids = order.map(
        (_, place) => seen.find(({ found }) => found === faces[place])?.id ?? 0,
      );
      if (frame === 0) [left = 0, right = 0] = ids;
      expect(ids).toEqual([left, right]);
    }
    expect(left).not.toBe(right);
  });

  it('survives 500 ms out of sight, and no longer', () => {
    const records = createRecords();
    const idAt = (ms: number) => records.see([faceAt(100, 100, 80)], ms)[0]?.id;
    const first = idAt(0);
    records.see([], 200);
    expect(idAt(500)).toBe(first);
    records.see([], 700);
    expect(idAt(1001)).not.toBe(first);
  });

  it('stays where frames come a second apart, or rest for half a minute, but not after a long pause', () => {
    const records = createRecords();
    const idAt = (ms: number) => records.see([faceAt(100, 100, 80)], ms)[0]?.id;
    const ids = [0, 1000, 2000, 32_000].map(idAt);
    expect(new Set(ids).size).toBe(1);
    expect(idAt(93_000)).not.toBe(ids[0]);
  });

  it('passes neither to a face elsewhere nor to one of another size', () => {
    const records = createRecords();
    const ids = [faceAt(100, 100, 80), faceAt(300, 100, 80), faceAt(290, 90, 200)].map(
      (face, frame) => records.see([face], frame * FRAME_MS)[0]?.id,
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('is not used again after a reset, or when the clock goes back', () => {
    const records = createRecords();
    const face = faceAt(100, 100, 80);
    const ids = [records.see([face], 1000)[0]?.id];
    records.reset();
    ids.push(records.see([face], 1033)[0]?.id);
    ids.push(records.see([face], 500)[0]?.id);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('geometry over time', () => {
  it('is still for a still face: half the noise or less, and within 1 % of the side', () => {
    const records = createRecords();
    const sidePx = 100;
    const noise = createNoise(0.005 * sidePx);
    const measured: number[] = [];
    const filtered: number[] = [];
    for (let frame = 0; frame < 300; frame += 1) {
      const face = faceAt(200, 150, sidePx, noise);
      const [record] = records.see([face], frame * FRAME_MS);
      if (frame < 30) continue;
      measured.push(face.keypointsPx.leftEye.xPx);
      filtered.push(record ? whereIs(record).keypointsPx.leftEye.xPx : NaN);
    }
    expect(deviation(filtered)).toBeLessThan(0.5 * deviation(measured));
    const trueXPx = 200 + 0.7 * sidePx;
    const offPx = filtered.map((xPx) => Math.abs(xPx - trueXPx));
    expect(Math.max(...offPx)).toBeLessThan(0.01 * sidePx);
  });

  it.each([0.2, 1, 3])('trails a head that moves %f sides a second by 3% at most', (speed) => {
    const records = createRecords();
    const sidePx = 100;
    for (let frame = 0; frame < 90; frame += 1) {
      const truePx = 100 + speed * sidePx * (frame * FRAME_MS * 1e-3);
      const [face] = records.see([faceAt(truePx, 150, sidePx)], frame * FRAME_MS);
      // The first frames tell the filter that the head moves at all.
      if (frame < 20) continue;
      expect(Math.abs((face ? whereIs(face).boxPx.xPx : NaN) - truePx)).toBeLessThan(0.03 * sidePx);
    }
  });

  it('starts where the face is first seen', () => {
    const face = faceAt(33, 44, 55);
    const [record] = createRecords().see([face], 0);
    expect(record && whereIs(record)).toEqual(face);
  });
});

it('is followed under its own record, wherever it went', () => {
  const records = createRecords();
  const [left, right] = records.see([faceAt(100, 100, 90), faceAt(400, 100, 80)], 0);
  const sightings = [
    { known: right, found: faceAt(100, 100, 80), lookedMs: 33 },
    { known: left, found: faceAt(400, 100, 90), lookedMs: 33 },
  ];
  expect(records.update(sightings, 33)).toEqual([left, right]);
  // After a minute a record is no longer that of the face.
  const [again] = records.update(
    [{ known: left, found: faceAt(400, 100, 90), lookedMs: 0 }],
    90_000,
  );
  expect(again?.id).toBe(3);
});

describe('probabilities over time', () => {
  const happy = [1, 0];
  const sad = [0, 1];

  /** A face in sight, and what a frame shows of it after the network said something. */
  function createFace() {
    const records = createRecords();
    return (ms: number, probabilities: readonly number[], halfLifeMs: number) => {
      const [face] = records.see([faceAt(0, 0, 80)], ms) as [FollowedFace];
      face.reading = { grey: new Uint8Array(), probabilities, atMs: ms };
      return smooth(face, halfLifeMs);
    };
  }

  /** The weight of 'sad' after a switch from 'happy', sampled with a frame every `frameMs`. */
  function after(elapsedMs: number, frameMs: number, halfLifeMs: number): number {
    const readAt = createFace();
    let shown = readAt(0, happy, halfLifeMs);
    for (let ms = frameMs; ms <= elapsedMs; ms += frameMs) shown = readAt(ms, sad, halfLifeMs);
    return shown[1] ?? NaN;
  }

  it('go half way in a half-life, at any frame rate', () => {
    expect(after(150, 10, 150)).toBeCloseTo(0.5, 9);
    expect(after(150, 75, 150)).toBeCloseTo(0.5, 9);
    expect(after(300, 50, 150)).toBeCloseTo(0.75, 9);
  });

  it('follow another half-life at once', () => {
    const readAt = createFace();
    readAt(0, happy, 150);
    expect(readAt(600, sad, 600)[1]).toBeCloseTo(0.5, 9);
  });

  it('are those of the frame without a half-life', () => {
    expect(after(10, 10, 0)).toBe(1);
  });

  it('are those of the frame for a face just found, and keep their sum', () => {
    const readAt = createFace();
    expect(readAt(0, [0.2, 0.3, 0.5], 150)).toEqual([0.2, 0.3, 0.5]);
    const smoothed = readAt(40, [0.9, 0.1, 0], 150);
    expect(smoothed.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  });
});
