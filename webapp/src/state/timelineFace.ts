import { endMs, shownOf, type TimelineSample } from './timelineSample';
import type { TimeSpan } from './timelineSpan';

/**
 * The samples in that stretch as if a face had been the main one, without those in which it was not
 * in sight.
 */
export function samplesOfFace(
  samples: readonly TimelineSample[],
  { fromMs }: TimeSpan,
  faceId: number,
): readonly TimelineSample[] {
  const first = samples.findLastIndex((sample) => endMs(sample) < fromMs) + 1;
  return samples.slice(first).flatMap((sample) => {
    const face = sample.faces.find(({ id }) => id === faceId);
    if (face === undefined) return [];
    const probabilities = Object.values(face.probabilities);
    return [{ ...sample, faceId, shown: shownOf(face), probabilities }];
  });
}
