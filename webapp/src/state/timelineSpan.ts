import { endMs, type TimelineSample } from './timelineSample';

/** A stretch of the session, in milliseconds since its first reading. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A minute at a glance. */
const LAST_MS = 60_000;
/** A session that has just begun is not stretched over the whole chart. */
const SHORTEST_MS = 10_000;

/** The last minute: the first one stands still and fills up, later ones move on. */
export function lastMinute(samples: readonly TimelineSample[]): TimeSpan {
  const toMs = Math.max(LAST_MS, sessionEndMs(samples));
  return { fromMs: toMs - LAST_MS, toMs };
}

/** The minute before the newest reading: it fills up from the end. */
export function minuteUntilNow(samples: readonly TimelineSample[]): TimeSpan {
  const toMs = sessionEndMs(samples);
  return { fromMs: toMs - LAST_MS, toMs };
}

/** From the first reading to the newest. */
export function wholeSession(samples: readonly TimelineSample[]): TimeSpan {
  return { fromMs: 0, toMs: Math.max(SHORTEST_MS, sessionEndMs(samples)) };
}

/** Until when there are readings; 0 without any. */
function sessionEndMs(samples: readonly TimelineSample[]): number {
  const last = samples.at(-1);
  return last === undefined ? 0 : endMs(last);
}

/** Distances between an axis' times, in seconds; after them come whole days. */
const TICKS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200];
const DAY_S = 86_400;
const MOST_STEPS = 4;

/** Round times in that stretch, five at most. */
export function tickTimes({ fromMs, toMs }: TimeSpan): readonly number[] {
  const longS = (toMs - fromMs) / 1000;
  const days = Math.ceil(longS / (DAY_S * MOST_STEPS));
  const stepS = TICKS_S.find((seconds) => longS / seconds <= MOST_STEPS) ?? days * DAY_S;
  const stepMs = stepS * 1000;
  const times: number[] = [];
  for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs <= toMs; atMs += stepMs)
    times.push(atMs);
  return times;
}
