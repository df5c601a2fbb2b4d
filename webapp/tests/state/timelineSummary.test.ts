import { describe, expect, it } from 'vitest';
import { momentsOf, summarise } from '../../src/state/timelineSummary';
import { samplesOf, LABELS, sample } from './timelineSamples';

describe('the summary', () => {
  it('shares out the recorded time, weighted by how long each sample held', () => {
    const samples = [
      ...samplesOf([3, 600], [4, 200], ['notSure', 100]),
      sample(9000, 100, 'noFace'),
    ];
    const { recordedMs, shares } = summarise(samples, LABELS.length);
    expect(recordedMs).toBe(1000);
    expect(shares.map(({ shown }) => shown)).toEqual([0, 1, 2, 3, 4, 5, 6, 'notSure', 'noFace']);
    expect(shares.map(({ share }) => share)).toEqual([0, 0, 0, 0.6, 0.2, 0, 0, 0.1, 0.1]);
    expect(shares.map(({ heldMs }) => heldMs)).toEqual([0, 0, 0, 600, 200, 0, 0, 100, 100]);
  });

  it('is all zeros of nothing', () => {
    const { recordedMs, shares, moments } = summarise([], LABELS.length);
    expect([recordedMs, ...shares.map(({ share }) => share)]).toEqual(Array(10).fill(0));
    expect(moments).toEqual([]);
  });
});

describe('moments', () => {
  it('are changes that held for 700 ms, with when they began, oldest first', () => {
    const samples = samplesOf([3, 400], [3, 299], [4, 700], ['noFace', 5000], [3, 1000]);
    expect(momentsOf(samples)).toEqual([
      { atMs: 699, shown: 4 },
      { atMs: 1399, shown: 'noFace' },
      { atMs: 6399, shown: 3 },
    ]);
  });

  it('are not made by a flicker, by being unsure, or by a gap', () => {
    expect(momentsOf(samplesOf([3, 1000], [4, 600], [3, 1000]))).toEqual([{ atMs: 0, shown: 3 }]);
    expect(momentsOf(samplesOf([3, 1000], ['notSure', 3000], [3, 1000]))).toHaveLength(1);
    expect(momentsOf([sample(0, 1000, 3), sample(60_000, 1000, 3)])).toHaveLength(1);
  });

  it('do not add up over a gap', () => {
    expect(momentsOf([sample(0, 400, 3), sample(5000, 400, 3)])).toEqual([]);
    expect(momentsOf([sample(0, 400, 3), sample(400, 300, 3)])).toEqual([{ atMs: 0, shown: 3 }]);
  });
});
