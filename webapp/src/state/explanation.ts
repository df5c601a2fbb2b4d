import { OCCLUSION_CELLS, type OcclusionMap } from '../vision/index';

/** A fall of the probability below this, 2 percentage points, is not worth a sentence. */
const FLAT_BELOW = 0.02;

/** A third of the face, each way. */
export type Third = 0 | 1 | 2;

/** The part of a face that its reading rests on most, by thirds of its height and width. */
export interface DecisivePart {
  readonly row: Third;
  readonly column: Third;
  /** How much of the probability goes where it is covered, at most. */
  readonly fall: number;
}

/** The part whose covering costs most; undefined where none costs much. */
export function decisivePart({ falls }: OcclusionMap): DecisivePart | undefined {
  const fall = Math.max(...falls);
  if (fall < FLAT_BELOW) return undefined;
  const cell = falls.indexOf(fall);
  return {
    row: thirdOf(Math.floor(cell / OCCLUSION_CELLS)),
    column: thirdOf(cell % OCCLUSION_CELLS),
    fall,
  };
}

function thirdOf(cell: number): Third {
  const centre = (cell + 0.5) / OCCLUSION_CELLS;
  if (centre < 1 / 3) return 0;
  return centre < 2 / 3 ? 1 : 2;
}
