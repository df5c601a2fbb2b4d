import { endMs, type TimelineSample } from './timelineSample';

/** The first length that is tried: at five samples a second, only those that show the same fit. */
const FIRST_STEP_MS = 100;
/** How much longer samples that show the same may become: less is lost by merging them. */
const SAME_FACTOR = 8;

/**
 * At most `most` samples that tell the same story more coarsely. The time that was recorded stays
 * the same to the millisecond; short neighbours are merged first, so that what is old gets evenly
 * coarse.
 *
 * @param keepNewest how many at the end stay as they are
 */
export function condense(
  samples: readonly TimelineSample[],
  most: number,
  keepNewest: number,
): TimelineSample[] {
  const newest = samples.slice(samples.length - keepNewest);
  let old = samples.slice(0, samples.length - keepNewest);
  for (let stepMs = FIRST_STEP_MS; old.length + newest.length > most && old.length > 1; stepMs *= 2)
    old = mergeWithin(old, stepMs);
  return [...old, ...newest];
}

function mergeWithin(samples: readonly TimelineSample[], stepMs: number): TimelineSample[] {
  const merged: TimelineSample[] = [];
  for (const sample of samples) {
    const last = merged.at(-1);
    if (last !== undefined && endMs(sample) - last.atMs <= longestMs(last, sample, stepMs)) {
      merged[merged.length - 1] = merge(last, sample);
    } else {
      merged.push(sample);
    }
  }
  return merged;
}

function longestMs(a: TimelineSample, b: TimelineSample, stepMs: number): number {
  const isSame = a.shown === b.shown && a.faceId === b.faceId && endMs(a) === b.atMs;
  return isSame ? stepMs * SAME_FACTOR : stepMs;
}

/** Both as one: what held longer is what was shown, and the main face's probabilities are means. */
function merge(a: TimelineSample, b: TimelineSample): TimelineSample {
  const { shown, faceId, probabilities, faces } = a.heldMs >= b.heldMs ? a : b;
  const heldMs = a.heldMs + b.heldMs;
  const hasBoth = heldMs > 0 && a.probabilities.length === b.probabilities.length;
  return {
    atMs: a.atMs,
    heldMs,
    faceId,
    shown,
    probabilities: hasBoth
      ? a.probabilities.map(
          (share, index) =>
            (share * a.heldMs + (b.probabilities[index] ?? share) * b.heldMs) / heldMs,
        )
      : probabilities,
    faces,
  };
}
