import type { Similarity } from './crop';

/**
 * How a frame is placed in the detector's square: scaled by one factor, centred, the rest black. Square
 * coordinates are fractions 0 to 1 of the square's side.
 */
export interface Letterbox {
  /** Square pixels per frame pixel. */
  readonly scale: number;
  /** Where the frame lies in the square, in square pixels. */
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly sidePx: number;
}

/** The letterbox of a frame of this size in a square of `sidePx`. */
export function fitLetterbox(
  frameWidthPx: number,
  frameHeightPx: number,
  sidePx: number,
): Letterbox {
  const scale = sidePx / Math.max(frameWidthPx, frameHeightPx);
  const widthPx = frameWidthPx * scale;
  const heightPx = frameHeightPx * scale;
  return {
    scale,
    leftPx: (sidePx - widthPx) / 2,
    topPx: (sidePx - heightPx) / 2,
    widthPx,
    heightPx,
    sidePx,
  };
}

/** Maps fractions of the square to pixels of the frame. */
export function letterboxSquare({ scale, leftPx, topPx, sidePx }: Letterbox): Similarity {
  return {
    zRealPx: sidePx / scale,
    zImaginaryPx: 0,
    centre: [leftPx / sidePx, topPx / sidePx],
    originPx: { xPx: 0, yPx: 0 },
  };
}
