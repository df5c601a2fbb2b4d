/** How long the queue waits, whatever a server says or a former visit kept. */

/** Longer than any wait that functions/intake/rate.py asks for, and no trouble for a timer. */
const LONGEST_S = 3600;

/** A wait that a server asked for, in s: at least one second, so that nobody is asked in a loop. */
export function boundedWaitS(askedS: number): number {
  return Math.min(Math.max(askedS, 1), LONGEST_S);
}

/** False also for one that seems longer than any: the device's clock was set back since. */
export function isPaused<T extends { readonly untilMs: number }>(
  pause: T | undefined,
  nowMs: number,
): pause is T {
  if (pause === undefined) return false;
  const leftMs = pause.untilMs - nowMs;
  return leftMs > 0 && leftMs <= LONGEST_S * 1000;
}
