import { describe, expect, it } from 'vitest';
import { matchBlock, toGrey, type GreyImage } from '../../../src/vision/faces/blockMatch';
import { pattern, SIDE } from './pattern';

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

  it('does not report what went further than it looks, or out of the image', () => {
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
