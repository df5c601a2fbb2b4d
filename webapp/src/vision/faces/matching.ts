import type { BoxPx } from '../types';

/** A face that moved by more than this many sides between two frames counts as another. */
const MAX_DISTANCE_SIDES = 0.75;
/** So is one that grew or shrank by more than this factor. */
const MAX_SIZE_RATIO = 2;

/**
 * Which known box each new box continues: for every new box the index of a known one, or undefined
 * for a new face. The closest pairs are matched first, each box at most once.
 */
export function matchBoxes(
  known: readonly BoxPx[],
  fresh: readonly BoxPx[],
): (number | undefined)[] {
  const pairs = fresh.flatMap((freshBox, freshIndex) =>
    known.map((knownBox, knownIndex) => ({
      freshIndex,
      knownIndex,
      distance: distanceSides(knownBox, freshBox),
    })),
  );
  const matches = fresh.map((): number | undefined => undefined);
  const taken = new Set<number>();
  for (const { freshIndex, knownIndex, distance } of pairs.sort(
    (a, b) => a.distance - b.distance,
  )) {
    if (distance > MAX_DISTANCE_SIDES) break;
    if (matches[freshIndex] !== undefined || taken.has(knownIndex)) continue;
    matches[freshIndex] = knownIndex;
    taken.add(knownIndex);
  }
  return matches;
}

/** Distance of the centres in mean sides; infinite if the sizes cannot be one face's. */
function distanceSides(a: BoxPx, b: BoxPx): number {
  const ratio = a.widthPx / b.widthPx;
  if (!(ratio <= MAX_SIZE_RATIO && ratio >= 1 / MAX_SIZE_RATIO)) return Infinity;
  const distancePx = Math.hypot(
    a.xPx + a.widthPx / 2 - (b.xPx + b.widthPx / 2),
    a.yPx + a.heightPx / 2 - (b.yPx + b.heightPx / 2),
  );
  return distancePx / ((a.widthPx + b.widthPx) / 2);
}
