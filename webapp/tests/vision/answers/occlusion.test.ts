import { describe, expect, it } from 'vitest';
import { coverCell, meanGrey, occludeRow } from '../../../src/vision/answers/occlusion';
import { OCCLUSION_CELLS } from '../../../src/vision/types';

const SIDE = 48;
/** A face of one grey but for a bright mouth: rows 36 to 41, columns 18 to 29. */
const FACE = Uint8Array.from({ length: SIDE * SIDE }, (_, index) =>
  isMouth(Math.floor(index / SIDE), index % SIDE) ? 200 : 100,
);

function isMouth(row: number, column: number): boolean {
  return row >= 36 && row < 42 && column >= 18 && column < 30;
}

describe('a covered cell', () => {
  it('is a square twice its side around it, in one level, and nothing else', () => {
    // Cell 3 across and 5 down begins at (18, 30): covered from (15, 27) to below (27, 39).
    const covered = coverCell(FACE, 5, 3, 77);
    covered.forEach((level, index) => {
      const [row, column] = [Math.floor(index / SIDE), index % SIDE];
      const isCovered = row >= 27 && row < 39 && column >= 15 && column < 27;
      expect(level, `${row}, ${column}`).toBe(isCovered ? 77 : FACE[index]);
    });
    expect(FACE).not.toContain(77);
  });

  it('stays within the face at its edges', () => {
    const corner = coverCell(FACE, 7, 7, 1);
    expect(corner.reduce((count, level) => count + Number(level === 1), 0)).toBe(9 * 9);
    const first = coverCell(FACE, 0, 0, 1);
    expect(first.reduce((count, level) => count + Number(level === 1), 0)).toBe(9 * 9);
  });

  it('is as grey as the face on the whole', () => {
    // 72 of 2,304 pixels are 100 brighter: 103.125.
    expect(meanGrey(FACE)).toBe(103);
  });
});

describe('a row of the map', () => {
  /** Finds "happy" as far as the mouth is bright. */
  const classifier = {
    classify: (faces: readonly Uint8Array[]) =>
      Promise.resolve(
        faces.map((face) => {
          const bright = face.reduce((count, level) => count + Number(level === 200), 0);
          return [1 - bright / 72, bright / 72];
        }),
      ),
  };

  it('tells what is left where each of its cells is covered', async () => {
    const left = await occludeRow(classifier, FACE, 1, 6);
    expect(left).toHaveLength(OCCLUSION_CELLS);
    // Row 6 covers 33 to below 45, all of the mouth's height. Of its 12 columns, from 18, the cells
    // cover from 6c - 3 to 6c + 9: none, none, 3, 9, 9, 3, none, none.
    expect(left.map((share) => Math.round(12 * share))).toEqual([12, 12, 9, 3, 3, 9, 12, 12]);
  });

  it('is of the label that is asked for', async () => {
    const left = await occludeRow(classifier, FACE, 0, 6);
    expect(left.map((share) => Math.round(12 * share))).toEqual([0, 0, 3, 9, 9, 3, 0, 0]);
  });
});
