import { endMs, rowOf, shownRows, type Shown, type TimelineSample } from './timelineSample';

/** An expression must hold for so long before it counts as one: shorter ones are flickers. */
export const SETTLED_MS = 700;

/** How much of the recorded time something was shown. */
export interface TimelineShare {
  readonly shown: Shown;
  readonly heldMs: number;
  /** Of the recorded time, 0 to 1; 0 while nothing was recorded. */
  readonly share: number;
}

/** A settled change of what was shown. */
export interface Moment {
  /** When it began, in milliseconds since the session's first reading. */
  readonly atMs: number;
  /** An expression, or that the face had gone. */
  readonly shown: Exclude<Shown, 'notSure'>;
}

export interface TimelineSummary {
  /** Milliseconds that were recorded, gaps left out. */
  readonly recordedMs: number;
  /** In the order of `shownRows`. */
  readonly shares: readonly TimelineShare[];
  /** Oldest first. */
  readonly moments: readonly Moment[];
}

/** How the recorded time was shared out, and when it changed. */
export function summarise(samples: readonly TimelineSample[], labelCount: number): TimelineSummary {
  const rows = shownRows(labelCount);
  const heldMs = rows.map(() => 0);
  for (const sample of samples) {
    const row = rowOf(sample.shown, labelCount);
    heldMs[row] = (heldMs[row] ?? 0) + sample.heldMs;
  }
  const recordedMs = heldMs.reduce((sum, ms) => sum + ms, 0);
  return {
    recordedMs,
    shares: rows.map((shown, row) => {
      const ms = heldMs[row] ?? 0;
      return { shown, heldMs: ms, share: recordedMs === 0 ? 0 : ms / recordedMs };
    }),
    moments: momentsOf(samples),
  };
}

/**
 * When another expression began that held for at least 700 ms without a break, or the face was
 * gone for as long; the first of them too. "Not sure" is no change: it lies between most
 * expressions. Neither is the same expression again after a flicker or a gap.
 */
export function momentsOf(samples: readonly TimelineSample[]): readonly Moment[] {
  const moments: Moment[] = [];
  for (const { shown, atMs, untilMs } of runsOf(samples)) {
    if (shown === 'notSure' || untilMs - atMs < SETTLED_MS) continue;
    if (moments.at(-1)?.shown !== shown) moments.push({ atMs, shown });
  }
  return moments;
}

interface Run {
  readonly shown: Shown;
  readonly atMs: number;
  readonly untilMs: number;
}

/** Stretches in which the same was shown without a gap. */
function runsOf(samples: readonly TimelineSample[]): readonly Run[] {
  const runs: Run[] = [];
  for (const sample of samples) {
    const last = runs.at(-1);
    const untilMs = endMs(sample);
    if (last?.shown === sample.shown && last.untilMs === sample.atMs) {
      runs[runs.length - 1] = { ...last, untilMs };
    } else {
      runs.push({ shown: sample.shown, atMs: sample.atMs, untilMs });
    }
  }
  return runs;
}
