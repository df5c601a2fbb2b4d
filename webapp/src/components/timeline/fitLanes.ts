import type { LanesBox } from './drawLanes';

/** An empty canvas with a pixel for each of the screen's, and where the lanes go on it. */
export interface FittedLanes {
  readonly context: CanvasRenderingContext2D;
  readonly box: LanesBox;
}

/** Fits a canvas to its place in the page; undefined while it has none or cannot be drawn on. */
export function fitLanes(canvas: HTMLCanvasElement, rowCount: number): FittedLanes | undefined {
  const context = canvas.getContext('2d');
  const scale = devicePixelRatio;
  const widthPx = Math.round(canvas.clientWidth * scale);
  const heightPx = Math.round(canvas.clientHeight * scale);
  if (context === null || widthPx === 0 || heightPx === 0) return undefined;
  // Setting its size clears it.
  canvas.width = widthPx;
  canvas.height = heightPx;
  // The times below take the height of a lane too.
  const laneHeightPx = heightPx / (rowCount + 1);
  return { context, box: { leftPx: 0, topPx: 0, widthPx, heightPx: laneHeightPx, scale } };
}
