import { describe, expect, it } from 'vitest';
import { findHints, isUnreadable, measureQuality } from '../../src/vision/quality';
import type { CropQuality, FaceKeypointsPx, PointPx } from '../../src/vision/types';

const crop = (grey: (row: number, column: number) => number) =>
  Uint8Array.from({ length: 48 * 48 }, (_, pixel) => grey(Math.floor(pixel / 48), pixel % 48));

describe('measureQuality', () => {
  it('of a flat crop: its grey, no contrast, no sharpness', () => {
    const quality = measureQuality(
      crop(() => 90),
      60,
    );
    expect(quality).toEqual({ sidePx: 60, meanGrey: 90, contrast: 0, sharpness: 0 });
  });

  it('of a chequerboard: the largest contrast, and a Laplacian eight times as large', () => {
    const quality = measureQuality(
      crop((row, column) => ((row + column) % 2 === 0 ? 0 : 255)),
      48,
    );
    expect(quality.meanGrey).toBeCloseTo(127.5, 9);
    expect(quality.contrast).toBeCloseTo(127.5, 9);
    // Each pixel differs from its four neighbours by 255, so the Laplacian is +-4 * 255.
    expect(quality.sharpness).toBeCloseTo((4 * 255) ** 2 / 127.5 ** 2, 6);
  });

  it('of a ramp: contrast but no sharpness, since its second derivative vanishes', () => {
    const quality = measureQuality(
      crop((_row, column) => 2 * column),
      48,
    );
    expect(quality.contrast).toBeGreaterThan(20);
    expect(quality.sharpness).toBe(0);
  });
});

describe('findHints', () => {
  const good: CropQuality = { sidePx: 120, meanGrey: 128, contrast: 50, sharpness: 0.5 };
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
    ['blurred', { ...good, sharpness: 0.04 }, 0, 60],
    ['tilted', good, 0.9, 60],
    ['tilted', good, -0.9, 60],
    ['turned', good, 0, 78],
    ['turned', good, 0, 42],
  ] as const)('names %s', (hint, quality, roll, noseX) => {
    expect(findHints(quality, roll, facing(noseX))).toEqual([hint]);
  });

  it('sees a turned head upright and on its side alike', () => {
    const { rightEye, leftEye, noseTip, ...others } = facing(78);
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
    const poor = { sidePx: 10, meanGrey: 10, contrast: 5, sharpness: 0 };
    expect(findHints(poor, 1, facing(60))).toEqual(['tooSmall', 'tooDark', 'tilted']);
  });
});

describe('isUnreadable', () => {
  const good: CropQuality = { sidePx: 120, meanGrey: 128, contrast: 50, sharpness: 0.5 };

  it.each([
    ['a good face', good, false],
    ['a face somewhat blurred', { ...good, sharpness: 0.04 }, false],
    ['a quarter of the light', { ...good, meanGrey: 32 }, false],
    ['too little light', { ...good, meanGrey: 10 }, true],
    ['too few pixels', { ...good, sidePx: 20 }, true],
    ['a blur that takes the expression', { ...good, sharpness: 0.01 }, true],
  ] as const)('of %s', (_name, quality, expected) => {
    expect(isUnreadable(quality)).toBe(expected);
  });
});
