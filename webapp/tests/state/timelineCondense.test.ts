import { describe, expect, it } from 'vitest';
import { condense } from '../../src/state/timelineCondense';
import { endMs } from '../../src/state/timelineSample';
import { momentsOf, summarise } from '../../src/state/timelineSummary';
import { samplesOf, heldMsOf, LABELS, sample } from './timelineSamples';

/** Happy for four seconds, then sad for one, again and again, five samples a second. */
function changing(seconds: number) {
  return samplesOf(
    ...Array.from(
      { length: seconds * 5 },
      (_, index) => [Math.floor(index / 5) % 5 === 4 ? 4 : 3, 200] as const,
    ),
  );
}

describe('condensing', () => {
  it('keeps all of the time in order, and the newest samples as they are', () => {
    const samples = changing(1000);
    const fewer = condense(samples, 1200, 100);
    expect(fewer.length).toBeLessThanOrEqual(1200);
    expect(heldMsOf(fewer)).toBe(1_000_000);
    expect(fewer.slice(-100)).toEqual(samples.slice(-100));
    fewer.slice(1).forEach((next, index) => {
      const before = fewer[index];
      expect(before === undefined ? undefined : endMs(before)).toBe(next.atMs);
    });
  });

  it('loses neither shares nor moments while samples of the same kind can be merged', () => {
    const samples = changing(1000);
    const fewer = condense(samples, 1000, 100);
    expect(momentsOf(fewer)).toEqual(momentsOf(samples));
    expect(summarise(fewer, LABELS.length)).toEqual(summarise(samples, LABELS.length));
  });

  it('means probabilities over time and lets the longer one name the whole', () => {
    const [merged, ...others] = condense(samplesOf([3, 300], [4, 100]), 1, 0);
    expect(others).toEqual([]);
    expect(merged).toMatchObject({ atMs: 0, heldMs: 400, shown: 3, faceId: 1 });
    expect(merged?.faces.map(({ expression }) => expression)).toEqual(['happy']);
    // 0.7 for three quarters of the time and 0.05 for the last one, and the other way round.
    expect(merged?.probabilities[3]).toBeCloseTo(0.7 * 0.75 + 0.05 * 0.25, 12);
    expect(merged?.probabilities[4]).toBeCloseTo(0.05 * 0.75 + 0.7 * 0.25, 12);
    expect(merged?.probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('takes the values of the longer one where only one has a face', () => {
    expect(condense(samplesOf([3, 200], ['noFace', 400]), 1, 0)).toEqual([
      sample(0, 600, 'noFace'),
    ]);
  });

  it('is bounded though every sample is followed by a gap, or stood for no time', () => {
    const lonely = Array.from({ length: 500 }, (_, index) => sample(index * 60_000, 200, 3));
    const fewer = condense(lonely, 40, 10);
    expect(fewer.length).toBeLessThanOrEqual(40);
    expect(heldMsOf(fewer)).toBe(500 * 200);
    const instants = Array.from({ length: 50 }, (_, index) => sample(index * 2000, 0, 3));
    expect(condense(instants, 20, 5).length).toBeLessThanOrEqual(20);
  });

  it('merges over a gap later than within a stretch', () => {
    const samples = [sample(0, 200, 3), sample(200, 200, 3), sample(900, 200, 3)];
    expect(condense(samples, 2, 0).map(({ atMs, heldMs }) => [atMs, heldMs])).toEqual([
      [0, 400],
      [900, 200],
    ]);
  });
});
