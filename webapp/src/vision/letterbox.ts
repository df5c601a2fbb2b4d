/**
 * How a frame lies in the detector's square: scaled by one factor, centred, the rest black. Square
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

/** Frame pixels of a horizontal position in the square. */
export function toFrameX(letterbox: Letterbox, squareX: number): number {
  return (squareX * letterbox.sidePx - letterbox.leftPx) / letterbox.scale;
}

/** Frame pixels of a vertical position in the square. */
export function toFrameY(letterbox: Letterbox, squareY: number): number {
  return (squareY * letterbox.sidePx - letterbox.topPx) / letterbox.scale;
}
