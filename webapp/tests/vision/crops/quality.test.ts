import { describe, expect, it } from 'vitest';
import { findHints, measureQuality, unreadableBecause } from '../../../src/vision/crops/quality';
import type { CropQuality, FaceKeypointsPx, PointPx } from '../../../src/vision/types';

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

const crop = (grey: (row: number, column: number) => number) =>
  Uint8Array.from({ length: 48 * 48 }, (_, pixel) => grey(Math.floor(pixel / 48), pixel % 48));

describe('measureQuality', () => {
  it('of a flat crop: its grey, no contrast, no sharpness', () => {
    const flat = crop(() => 90);
    expect(measureQuality(flat, flat, 60)).toEqual({
      sidePx: 60,
      meanGrey: 90,
      contrast: 0,
      sharpness: 0,
      noise: 0,
    });
  });

  it('of a chequerboard: the largest contrast, and a Laplacian eight times as large', () => {
    const board = crop((row, column) => ((row + column) % 2 === 0 ? 0 : 255));
    const quality = measureQuality(board, board, 48);
    expect(quality.meanGrey).toBeCloseTo(127.5, 9);
    expect(quality.contrast).toBeCloseTo(127.5, 9);
    // Each pixel differs from its four neighbours by 255, so the Laplacian is +-4 * 255.
    expect(quality.sharpness).toBeCloseTo((4 * 255) ** 2 / 127.5 ** 2, 6);
  });

  it('of a ramp: contrast but no sharpness, since its second derivative vanishes', () => {
    const ramp = crop((_row, column) => 2 * column);
    const quality = measureQuality(ramp, ramp, 48);
    expect(quality.contrast).toBeGreaterThan(20);
    expect(quality.sharpness).toBe(0);
  });

  it.each([4, 8, 16])('of a grain of %i grey levels: as much noise', (deviation) => {
    const next = createNoise(3);
    const grain = crop(() => 128 + deviation * next());
    // A pixel's whole grey level and the mean of 2,116 leave a few hundredths.
    expect(measureQuality(grain, grain, 60).noise / deviation).toBeCloseTo(1, 1);
  });

  it('takes neither edges nor slopes for noise', () => {
    const edge = crop((_row, column) => (column < 24 ? 20 : 230));
    const slope = crop((row, column) => 2 * row + 3 * column);
    expect(measureQuality(edge, edge, 60).noise).toBe(0);
    expect(measureQuality(slope, slope, 60).noise).toBe(0);
  });

  it('of a dim crop: the noise that the network gets', () => {
    const next = createNoise(4);
    const deviates = Array.from({ length: 48 * 48 }, next);
    const shown = (scale: number) =>
      crop((row, column) => scale * (20 + (deviates[row * 48 + column] ?? 0)));
    const quality = measureQuality(shown(1), shown(6), 60);
    expect(quality.meanGrey).toBeLessThan(21);
    expect(quality.noise).toBeGreaterThan(5);
  });
});

describe('findHints', () => {
  const good: CropQuality = { sidePx: 120, meanGrey: 128, contrast: 50, sharpness: 0.5, noise: 4 };
  const facing = (noseX: number): FaceKeypointsPx => ({
    rightEye: { xPx: 40, yPx: 50 },
    leftEye: { xPx: 80, yPx: 50 },
    noseTip: { xPx: noseX, yPx: 70 },
    mouthCentre: { xPx: 60, yPx: 90 },
    rightEarTragion: { xPx: 20, yPx: 60 },
    leftEarTragion: { xPx: 100, yPx: 60 },
  });

  it('has nothing to say of a good face', () => {
    expect(findHints(good, 0, facing(60))).toEqual([]);
  });

  it.each([
    ['tooSmall', { ...good, sidePx: 20 }, 0, 60],
    ['tooDark', { ...good, meanGrey: 12 }, 0, 60],
    ['tooBright', { ...good, meanGrey: 240 }, 0, 60],
    ['noisy', { ...good, noise: 14 }, 0, 60],
    ['blurred', { ...good, sharpness: 0.04 }, 0, 60],
    ['tilted', good, 0.9, 60],
    ['tilted', good, -0.9, 60],
    ['turned', good, 0, 90],
    ['turned', good, 0, 30],
  ] as const)('names %s', (hint, quality, roll, noseX) => {
    expect(findHints(quality, roll, facing(noseX))).toEqual([hint]);
  });

  it('sees a turned head upright and on its side alike', () => {
    const { rightEye, leftEye, noseTip, ...others } = facing(90);
    const rotate = ({ xPx, yPx }: PointPx) => ({ xPx: -yPx, yPx: xPx });
    const lying = {
      ...others,
      rightEye: rotate(rightEye),
      leftEye: rotate(leftEye),
      noseTip: rotate(noseTip),
    };
    expect(findHints(good, Math.PI / 2, lying)).toEqual(['turned', 'tilted']);
  });

  it('names the most limiting reason first', () => {
    const poor = { sidePx: 10, meanGrey: 10, contrast: 5, sharpness: 0, noise: 20 };
    expect(findHints(poor, 1, facing(60))).toEqual(['tooSmall', 'tooDark', 'tilted']);
  });
});

describe('unreadableBecause', () => {
  const good: CropQuality = { sidePx: 120, meanGrey: 128, contrast: 50, sharpness: 0.5, noise: 4 };

  it.each([
    ['a good face', good, undefined],
    ['a face somewhat blurred', { ...good, sharpness: 0.04 }, undefined],
    ['a quarter of the light', { ...good, meanGrey: 32 }, undefined],
    ['too little light', { ...good, meanGrey: 10 }, 'tooDark'],
    ['too few pixels in the dark', { ...good, sidePx: 20, meanGrey: 10 }, 'tooSmall'],
    ['a blur that takes the expression', { ...good, sharpness: 0.01 }, 'blurred'],
  ] as const)('of %s', (_name, quality, expected) => {
    expect(unreadableBecause(quality)).toBe(expected);
  });
});
