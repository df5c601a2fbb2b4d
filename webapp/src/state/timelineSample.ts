import type { TableFace } from '../table/columns';
import type { FaceReading, FrameReading } from '../vision/index';

/** What the page said: the index of an expression, or why there was none. */
export type Shown = number | 'notSure' | 'noFace';

/** What was seen at one moment, and for how long it stood. */
export interface TimelineSample {
  /** Milliseconds since the session's first reading. */
  readonly atMs: number;
  /** Milliseconds for which this stands. Less than the way to the next sample where a gap follows. */
  readonly heldMs: number;
  /** The main face's id; undefined without a face. */
  readonly faceId: number | undefined;
  readonly shown: Shown;
  /** Calibrated, in the order of `ReaderInfo.labels`, sum 1; empty without a face. */
  readonly probabilities: readonly number[];
  /** Every face in sight, largest first, as the page said of it. */
  readonly faces: readonly TableFace[];
}

/** A reading as a sample that has not held yet. */
export function sampleOf(
  reading: FrameReading,
  face: FaceReading | undefined,
  atMs: number,
): TimelineSample {
  return {
    atMs,
    heldMs: 0,
    faceId: face?.id,
    shown: face === undefined ? 'noFace' : shownOf(face),
    probabilities: face === undefined ? [] : Object.values(face.probabilities),
    faces: reading.faces.map(tableFaceOf),
  };
}

/** What a table says about a face, without the rest. */
function tableFaceOf(face: FaceReading): TableFace {
  const { id, boxPx, rollRadians, detectionScore, probabilities } = face;
  const { expression, notSureBecause, hints } = face;
  return {
    id,
    boxPx,
    rollRadians,
    detectionScore,
    probabilities,
    expression,
    notSureBecause,
    hints,
  };
}

/** What the page said of a face. */
export function shownOf({
  notSureBecause,
  probabilities,
  expression,
}: Pick<TableFace, 'notSureBecause' | 'probabilities' | 'expression'>): Shown {
  if (notSureBecause !== undefined) return 'notSure';
  return Object.keys(probabilities).indexOf(expression);
}

/** Everything that can be shown, in the order of rows: the expressions, not sure, no face. */
export function shownRows(labelCount: number): readonly Shown[] {
  return [...Array.from({ length: labelCount }, (_, index) => index), 'notSure', 'noFace'];
}

/** Position of what was shown in `shownRows`. */
export function rowOf(shown: Shown, labelCount: number): number {
  if (shown === 'notSure') return labelCount;
  return shown === 'noFace' ? labelCount + 1 : shown;
}

/** When a sample stopped to stand, in milliseconds since the session's first reading. */
export function endMs(sample: TimelineSample): number {
  return sample.atMs + sample.heldMs;
}
