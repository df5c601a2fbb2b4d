import { endMs, rowOf, type TimelineSample } from './timelineSample';
import type { TimeSpan } from './timelineSpan';

/** One narrow strip of the chart. */
export interface TimelineColumn {
  /** Position in `shownRows` of what was shown for the longest part; undefined in a gap. */
  readonly row: number | undefined;
  /** Means over the time with a face, 0 to 1; empty if there was none. */
  readonly probabilities: readonly number[];
}

/** The samples as equally wide columns of a chart of that stretch. */
export function columnsOf(
  samples: readonly TimelineSample[],
  span: TimeSpan,
  columnCount: number,
  labelCount: number,
): readonly TimelineColumn[] {
  const sums = Array.from({ length: columnCount }, () => emptySums(labelCount));
  const columnMs = (span.toMs - span.fromMs) / columnCount;
  for (const sample of samples) {
    const first = Math.max(0, Math.floor((sample.atMs - span.fromMs) / columnMs));
    const end = Math.min(columnCount, Math.ceil((endMs(sample) - span.fromMs) / columnMs));
    for (let index = first; index < end; index += 1) {
      const leftMs = span.fromMs + index * columnMs;
      const insideMs = Math.min(endMs(sample), leftMs + columnMs) - Math.max(sample.atMs, leftMs);
      const column = sums[index];
      if (column !== undefined && insideMs > 0) addTo(column, sample, insideMs);
    }
  }
  return sums.map(meanOf);
}

/** What lies in one column, added up. */
interface ColumnSums {
  /** For each of `shownRows`, how long it was shown. */
  readonly rowMs: Float64Array;
  /** For each expression, its probability times how long it stood. */
  readonly shareMs: Float64Array;
  faceMs: number;
}

function emptySums(labelCount: number): ColumnSums {
  const rowMs = new Float64Array(labelCount + 2);
  return { rowMs, shareMs: new Float64Array(labelCount), faceMs: 0 };
}

function addTo(column: ColumnSums, sample: TimelineSample, insideMs: number): void {
  const { rowMs, shareMs } = column;
  const row = rowOf(sample.shown, shareMs.length);
  rowMs[row] = (rowMs[row] ?? 0) + insideMs;
  if (sample.probabilities.length > 0) column.faceMs += insideMs;
  sample.probabilities.forEach((share, label) => {
    shareMs[label] = (shareMs[label] ?? 0) + share * insideMs;
  });
}

function meanOf({ rowMs, shareMs, faceMs }: ColumnSums): TimelineColumn {
  const longestMs = Math.max(...rowMs);
  return {
    row: longestMs > 0 ? rowMs.indexOf(longestMs) : undefined,
    probabilities: faceMs > 0 ? Array.from(shareMs, (ms) => ms / faceMs) : [],
  };
}
