import { FACE_SIDE_PX } from '../models/manifest';
import { OCCLUSION_CELLS } from '../types';
import type { Classifier } from './classifier';

/**
 * Finds the parts of a face that its reading rests on by covering one after the other: Zeiler & Fergus
 * (arXiv 1311.2901); Minaee et al.'s Deep-Emotion (arXiv 1902.01019) covers squares of faces this way.
 */

const CELL_PX = FACE_SIDE_PX / OCCLUSION_CELLS;
/** Also covered around a cell; a square of twice a cell's side is about the size of an eye. */
const MARGIN_PX = CELL_PX / 2;

/**
 * The probability of `label` with each cell of a row covered, from the left: 0 to 1.
 *
 * @param grey 48 x 48, the upright face
 * @param row of cells, 0 at the top, below OCCLUSION_CELLS
 */
export async function occludeRow(
  classifier: Classifier,
  grey: Uint8Array,
  label: number,
  row: number,
): Promise<number[]> {
  const level = meanGrey(grey);
  const covered = Array.from({ length: OCCLUSION_CELLS }, (_, column) =>
    coverCell(grey, row, column, level),
  );
  return (await classifier.classify(covered)).map((part) => part[label] ?? 0);
}

/**
 * The face with a square around a cell in one flat grey: the face's own mean, because a black or white
 * square would add a dark or bright object instead of leaving a part out.
 */
export function coverCell(
  grey: Uint8Array,
  row: number,
  column: number,
  level: number,
): Uint8Array {
  const covered = grey.slice();
  const [top, bottom] = spanPx(row);
  const [left, right] = spanPx(column);
  for (let y = top; y < bottom; y += 1) {
    covered.fill(level, y * FACE_SIDE_PX + left, y * FACE_SIDE_PX + right);
  }
  return covered;
}

/** First pixel and one past the last, within the face. */
function spanPx(cell: number): readonly [number, number] {
  const start = cell * CELL_PX;
  return [Math.max(0, start - MARGIN_PX), Math.min(FACE_SIDE_PX, start + CELL_PX + MARGIN_PX)];
}

/** Rounded to a whole grey level. */
export function meanGrey(grey: Uint8Array): number {
  return Math.round(grey.reduce((sum, level) => sum + level, 0) / grey.length);
}
