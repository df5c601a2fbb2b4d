import { describe, expect, it } from 'vitest';
import { matchBlock, toGrey, type GreyImage } from '../../src/vision/blockMatch';
import type { RgbaImage } from '../../src/vision/crop';
import type { Detection } from '../../src/vision/detection';
import type { Detector } from '../../src/vision/detector';
import { createFollower } from '../../src/vision/follower';
import { fitLetterbox } from '../../src/vision/letterbox';
import type { PointPx } from '../../src/vision/types';

const SIDE = 128;
const FRAME_MS = 1000 / 30;
const LETTERBOX = fitLetterbox(640, 480, SIDE);

/** A smooth pattern, moved by (dx, dy) pixels of the square. */
function pattern(dx: number, dy: number, phase = 0): RgbaImage {
  const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(255);
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      const [u, v] = [x - dx, y - dy];
      const wave = Math.sin(u / 4 + phase) + Math.sin(v / 5) + Math.sin((u + 2 * v) / 7 + phase);
      data.fill(128 + 40 * wave, 4 * (y * SIDE + x), 4 * (y * SIDE + x) + 3);
    }
  }
  return { data, width: SIDE, height: SIDE };
}

function faceAt(xPx: number, yPx: number): Detection {
  const at = (x: number, y: number) => ({ xPx: xPx + x * 150, yPx: yPx + y * 150 });
  return {
    score: 0.9,
    boxPx: { xPx, yPx, widthPx: 150, heightPx: 150 },
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

function pointsOf({ keypointsPx }: Detection): PointPx[] {
  return Object.values<PointPx>({ ...keypointsPx });
}

/** A detector that always finds the same faces, and counts how often it was asked. */
function fixedDetector(faces: Detection[]): Detector & { readonly asked: () => number } {
  let count = 0;
  return {
    detect: () => {
      count += 1;
      return Promise.resolve(faces);
    },
    asked: () => count,
  };
}

describe('matchBlock', () => {
  const block = { left: 40, top: 50, width: 30, height: 30 };
  const grey = (dx: number, dy: number): GreyImage => toGrey(pattern(dx, dy));

  it.each([
    [0, 0],
    [1, -2],
    [0.5, 0.25],
    [-1.7, 1.3],
  ])('finds a pattern moved by (%d, %d)', (dx, dy) => {
    const match = matchBlock(grey(0, 0), grey(dx, dy), block);
    expect(Math.abs((match?.dx ?? NaN) - dx)).toBeLessThan(0.25);
    expect(Math.abs((match?.dy ?? NaN) - dy)).toBeLessThan(0.25);
  });

  it('sees little difference in a fine pattern that moved by half a pixel', () => {
    const fine = (dx: number): GreyImage => {
      const wave = (at: number) => 30 * Math.sin(at / 1.2);
      const data = Uint8Array.from({ length: SIDE * SIDE }, (_, at) =>
        Math.round(128 + wave((at % SIDE) - dx) + wave(Math.floor(at / SIDE))),
      );
      return { data, width: SIDE, height: SIDE };
    };
    // The nearest whole pixel differs by 7.9 on average.
    expect(matchBlock(fine(0), fine(0.5), block)?.difference).toBeLessThan(3);
  });

  it('does not tell of what went further than it looks, or out of the image', () => {
    expect(matchBlock(grey(0, 0), grey(6, 0), block)).toBeUndefined();
    expect(matchBlock(grey(0, 0), grey(0, 0), { ...block, width: 0 })).toBeUndefined();
  });

  it('says by how much the place differs', () => {
    const brighter = toGrey(pattern(0, 0));
    const other = { ...brighter, data: brighter.data.map((level) => level + 4) };
    // The place is found to a few hundredths of a pixel.
    expect(matchBlock(brighter, other, block)?.difference).toBeCloseTo(4, 0);
  });
});

describe('a follower', () => {
  it('moves every point of a face by what its block moved, in pixels of the frame', async () => {
    const detector = fixedDetector([faceAt(200, 150)]);
    const follower = createFollower(detector);
    await follower.find(pattern(0, 0), LETTERBOX, 0);
    const [face] = await follower.find(pattern(2, -1), LETTERBOX, FRAME_MS);
    expect(detector.asked()).toBe(1);
    if (face === undefined) throw new Error('expected the face');
    // A pixel of the square is five of the frame.
    const start = faceAt(200, 150);
    expect(face.boxPx.xPx - start.boxPx.xPx).toBeCloseTo(10, 0);
    expect(face.boxPx.yPx - start.boxPx.yPx).toBeCloseTo(-5, 0);
    const now = pointsOf(face);
    expect(now).toHaveLength(6);
    for (const [index, point] of pointsOf(start).entries()) {
      expect((now[index]?.xPx ?? NaN) - point.xPx).toBeCloseTo(10, 0);
      expect((now[index]?.yPx ?? NaN) - point.yPx).toBeCloseTo(-5, 0);
    }
    expect(face.boxPx.widthPx).toBe(150);
  });

  it('follows from the frame before, so that many small steps add up', async () => {
    const detector = fixedDetector([faceAt(200, 150)]);
    const follower = createFollower(detector);
    let faces: Detection[] = [];
    for (const step of [0, 1, 2, 3, 4]) {
      faces = await follower.find(pattern(2 * step, 0), LETTERBOX, step * FRAME_MS);
    }
    expect(detector.asked()).toBe(1);
    expect((faces[0]?.boxPx.xPx ?? NaN) - 200).toBeCloseTo(40, -0.7);
  });

  it('lets the detector look again after 150 ms, and no oftener', async () => {
    const detector = fixedDetector([faceAt(200, 150)]);
    const follower = createFollower(detector);
    for (let frame = 0; frame < 30; frame += 1) {
      await follower.find(pattern(0, 0), LETTERBOX, frame * FRAME_MS);
    }
    // A second of 30 frames: at 0 and then with every fifth.
    expect(detector.asked()).toBe(6);
  });

  it.each([
    ['the picture changes', pattern(0, 0, 2), LETTERBOX, FRAME_MS],
    ['the frame has another shape', pattern(0, 0), fitLetterbox(480, 640, SIDE), FRAME_MS],
    ['the clock goes back', pattern(0, 0), LETTERBOX, -1],
  ])('detects anew when %s', async (_reason, square, letterbox, atMs) => {
    const detector = fixedDetector([faceAt(200, 150)]);
    const follower = createFollower(detector);
    await follower.find(pattern(0, 0), LETTERBOX, 0);
    await follower.find(square, letterbox, atMs);
    expect(detector.asked()).toBe(2);
  });

  it('detects in every frame while no face is there, and after a reset', async () => {
    const detector = fixedDetector([]);
    const follower = createFollower(detector);
    await follower.find(pattern(0, 0), LETTERBOX, 0);
    await follower.find(pattern(0, 0), LETTERBOX, 1);
    expect(detector.asked()).toBe(2);
    const found = fixedDetector([faceAt(200, 150)]);
    const other = createFollower(found);
    await other.find(pattern(0, 0), LETTERBOX, 0);
    other.reset();
    await other.find(pattern(0, 0), LETTERBOX, 1);
    expect(found.asked()).toBe(2);
  });
});
