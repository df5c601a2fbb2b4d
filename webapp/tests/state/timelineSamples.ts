import type { Shown, TimelineSample } from '../../src/state/timelineSample';
import { EXPRESSIONS } from '../../src/vision/index';
import { faceReading, shares } from '../readings';

export const LABELS = EXPRESSIONS;

/** A sample of an expression at 70 %, or of no face. */
export function sample(atMs: number, heldMs: number, shown: Shown): TimelineSample {
  const expression = EXPRESSIONS[typeof shown === 'number' ? shown : 6] ?? 'neutral';
  const notSureBecause = shown === 'notSure' ? 'lowProbability' : undefined;
  const probabilities = shares(expression);
  const hasFace = shown !== 'noFace';
  return {
    atMs,
    heldMs,
    faceId: hasFace ? 1 : undefined,
    shown,
    probabilities: hasFace ? Object.values(probabilities) : [],
    faces: hasFace ? [faceReading({ expression, probabilities, notSureBecause })] : [],
  };
}

/** Samples without a gap, from what was shown and for how long. */
export function samplesOf(...scenes: readonly (readonly [Shown, number])[]): TimelineSample[] {
  let atMs = 0;
  return scenes.map(([shown, heldMs]) => {
    const made = sample(atMs, heldMs, shown);
    atMs += heldMs;
    return made;
  });
}

/** Milliseconds for which the samples stand. */
export function heldMsOf(samples: readonly TimelineSample[]): number {
  return samples.reduce((sum, { heldMs }) => sum + heldMs, 0);
}
