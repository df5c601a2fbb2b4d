import { columnsOf, type TimelineColumn } from '../../state/timelineColumns';
import type { TimelineSample } from '../../state/timelineSample';
import { tickTimes, type TimeSpan } from '../../state/timelineSpan';

/** Colours and type of a drawing, as the page's style sheet has them. */
export interface Look {
  readonly ground: string;
  readonly ink: string;
  readonly inkQuiet: string;
  readonly band: string;
  readonly area: string;
  readonly shown: string;
  readonly fontFamily: string;
}

/** Where lanes go, in device pixels. */
export interface LanesBox {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  /** Of one lane. */
  readonly heightPx: number;
  /** Device pixels in one CSS pixel. */
  readonly scale: number;
}

export interface Lanes {
  readonly samples: readonly TimelineSample[];
  readonly span: TimeSpan;
  readonly labelCount: number;
  /** Of the lanes: all of `shownRows`, or the first of them. */
  readonly rowCount: number;
  /** Writes the times below the lanes; left out, none are written. */
  readonly clock?: ((ms: number) => string) | undefined;
}

/** In CSS pixels. */
const LANE_GAP = 3;
const UNDERLINE = 3;
const AXIS_FONT = 12;

/**
 * Draws a lane for each row: a band where something was recorded, in it an area as high as the
 * probability, and under it a line while it was what the page said. Below them, times take the
 * height of another lane.
 */
export function drawLanes(
  context: CanvasRenderingContext2D,
  box: LanesBox,
  look: Look,
  { samples, span, labelCount, rowCount, clock }: Lanes,
): void {
  const columnCount = Math.max(1, Math.floor(box.widthPx / box.scale));
  const columns = columnsOf(samples, span, columnCount, labelCount);
  for (let row = 0; row < rowCount; row += 1) {
    const topPx = box.topPx + row * box.heightPx;
    drawLane(context, { ...box, topPx }, look, columns, row);
  }
  if (clock === undefined) return;
  const axisPx = box.topPx + rowCount * box.heightPx;
  drawAxis(context, { ...box, topPx: axisPx }, look, span, clock);
}

function drawLane(
  context: CanvasRenderingContext2D,
  box: LanesBox,
  look: Look,
  columns: readonly TimelineColumn[],
  row: number,
): void {
  const linePx = Math.round(UNDERLINE * box.scale);
  const bandTopPx = Math.round(box.topPx + LANE_GAP * box.scale);
  const bandPx = Math.round(box.topPx + box.heightPx) - linePx - bandTopPx;
  columns.forEach((column, index) => {
    if (column.row === undefined) return;
    // On whole pixels, or seams show between neighbours.
    const leftPx = Math.round(box.leftPx + (index * box.widthPx) / columns.length);
    const rightPx = Math.round(box.leftPx + ((index + 1) * box.widthPx) / columns.length);
    const isShown = column.row === row;
    // "Not sure" and "no face" have no probability: they hold or they do not.
    const share = column.probabilities[row] ?? (isShown ? 1 : 0);
    const areaPx = Math.round(bandPx * share);
    context.fillStyle = look.band;
    context.fillRect(leftPx, bandTopPx, rightPx - leftPx, bandPx);
    context.fillStyle = isShown ? look.shown : look.area;
    context.fillRect(leftPx, bandTopPx + bandPx - areaPx, rightPx - leftPx, areaPx);
    if (!isShown) return;
    context.fillStyle = look.ink;
    context.fillRect(leftPx, bandTopPx + bandPx, rightPx - leftPx, linePx);
  });
}

function drawAxis(
  context: CanvasRenderingContext2D,
  box: LanesBox,
  look: Look,
  span: TimeSpan,
  clock: (ms: number) => string,
): void {
  const { scale, topPx } = box;
  context.fillStyle = look.inkQuiet;
  context.font = `${AXIS_FONT * scale}px ${look.fontFamily}`;
  context.textBaseline = 'top';
  for (const atMs of tickTimes(span)) {
    const ratio = (atMs - span.fromMs) / (span.toMs - span.fromMs);
    const text = clock(atMs);
    const textPx = context.measureText(text).width;
    const centrePx = box.leftPx + ratio * box.widthPx;
    const leftmostPx = box.leftPx + box.widthPx - textPx;
    const leftPx = Math.min(leftmostPx, Math.max(box.leftPx, centrePx - textPx / 2));
    context.fillRect(Math.round(centrePx - scale / 2), topPx, Math.round(scale), 3 * scale);
    context.fillText(text, leftPx, topPx + 5 * scale);
  }
}
