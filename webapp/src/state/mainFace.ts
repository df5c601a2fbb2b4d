import type { FaceReading } from '../vision/index';

/**
 * Another face takes over only when its box has this many times the area: two people side by side,
 * whose boxes breathe by a few percent, would else take turns in the panel.
 */
const CLEARLY_LARGER = 1.3;

/**
 * The face whose values the panel shows: the one that the person tapped, else the one that was shown
 * before, unless another is clearly larger.
 *
 * @param faces of one frame, in any order
 * @param selectedId the tapped face's, if any; it need not be in sight
 * @param shownId the face's that was shown last
 */
export function chooseMainFace(
  faces: readonly FaceReading[],
  selectedId: number | undefined,
  shownId: number | undefined,
): FaceReading | undefined {
  const selected = faces.find(({ id }) => id === selectedId);
  if (selected !== undefined) return selected;
  const shown = faces.find(({ id }) => id === shownId);
  const largest = faces.reduce<FaceReading | undefined>(
    (best, face) => (best === undefined || area(face) > area(best) ? face : best),
    undefined,
  );
  if (shown === undefined || largest === undefined) return largest;
  return area(largest) > CLEARLY_LARGER * area(shown) ? largest : shown;
}

function area({ boxPx }: FaceReading): number {
  return boxPx.widthPx * boxPx.heightPx;
}
