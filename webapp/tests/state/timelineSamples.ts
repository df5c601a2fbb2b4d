import type { Shown, TimelineSample } from '../../src/state/timelineSample';
import { faceReading } from '../readings';

export const LABELS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

/** A sample of an expression at 70 %, or of no face. */
export function sample(atMs: number, heldMs: number, shown: Shown): TimelineSample {
  const top = typeof shown === 'number' ? shown : 6;
  const notSureBecause = shown === 'notSure' ? 'lowProbability' : undefined;
  const probabilities = LABELS.map((_, label) => (label === top ? 0.7 : 0.05));
  const hasFace = shown !== 'noFace';
  return {
    atMs,
    heldMs,
    faceId: hasFace ? 1 : undefined,
    shown,
    probabilities: hasFace ? probabilities : [],
    faces: hasFace ? [faceReading({ top, probabilities, notSureBecause })] : [],
  };
}

/** Samples without a gap, from what was shown and for how long. */
export function film(...scenes: readonly (readonly [Shown, number])[]): TimelineSample[] {
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
