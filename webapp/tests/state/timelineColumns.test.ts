import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/state/timelineColumns';
import { rowOf, shownRows } from '../../src/state/timelineSample';
import { lastMinute, tickTimes, wholeSession } from '../../src/state/timelineSpan';
import { samplesOf, LABELS, sample } from './timelineSamples';

describe('columns', () => {
  it('are what a count of every single millisecond gives', () => {
    const samples = [
      ...samplesOf([3, 170], ['noFace', 230], [4, 61], ['notSure', 139], [0, 400]),
      sample(1500, 250, 3),
    ];
    const span = { fromMs: 100, toMs: 1800 };
    const columnMs = 100;
    const columns = columnsOf(samples, span, 17, LABELS.length);
    expect(columns).toHaveLength(17);
    columns.forEach((column, index) => {
      const rowsMs = shownRows(LABELS.length).map(() => 0);
      const happy: number[] = [];
      for (let ms = 0; ms < columnMs; ms += 1) {
        const atMs = span.fromMs + index * columnMs + ms;
        const held = samples.find((one) => one.atMs <= atMs && atMs < one.atMs + one.heldMs);
        if (held === undefined) continue;
        const row = rowOf(held.shown, LABELS.length);
        rowsMs[row] = (rowsMs[row] ?? 0) + 1;
        if (held.probabilities[3] !== undefined) happy.push(held.probabilities[3]);
      }
      const longestMs = Math.max(...rowsMs);
      expect(column.row).toBe(longestMs === 0 ? undefined : rowsMs.indexOf(longestMs));
      const mean = happy.reduce((sum, share) => sum + share, 0) / happy.length;
      if (happy.length === 0) expect(column.probabilities).toEqual([]);
      else expect(column.probabilities[3]).toBeCloseTo(mean, 10);
    });
  });

  it('show a sample that is narrower than a column', () => {
    const columns = columnsOf([sample(5000, 10, 3)], { fromMs: 0, toMs: 10_000 }, 4, 7);
    expect(columns.map(({ row }) => row)).toEqual([undefined, undefined, 3, undefined]);
  });
});

describe('the stretch that is shown', () => {
  it('is the minute before the newest reading, or the first minute', () => {
    expect(lastMinute([])).toEqual({ fromMs: 0, toMs: 60_000 });
    expect(lastMinute(samplesOf([3, 59_000]))).toEqual({ fromMs: 0, toMs: 60_000 });
    expect(lastMinute(samplesOf([3, 61_500]))).toEqual({ fromMs: 1500, toMs: 61_500 });
  });

  it('is the whole session, ten seconds at least', () => {
    expect(wholeSession([])).toEqual({ fromMs: 0, toMs: 10_000 });
    expect(wholeSession([sample(500_000, 250, 3)])).toEqual({ fromMs: 0, toMs: 500_250 });
  });

  it('has two to five round times on its axis', () => {
    expect(tickTimes({ fromMs: 0, toMs: 60_000 })).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
    expect(tickTimes({ fromMs: 1500, toMs: 61_500 })).toEqual([15_000, 30_000, 45_000, 60_000]);
    for (const minutes of [1 / 6, 0.5, 1, 2, 7, 45, 61, 200, 700, 3000, 30_000]) {
      const toMs = minutes * 60_000;
      const times = tickTimes({ fromMs: 0, toMs });
      expect(times.length).toBeGreaterThanOrEqual(2);
      expect(times.length).toBeLessThanOrEqual(5);
      for (const atMs of times) expect(atMs % 5000).toBe(0);
      expect(times.at(-1)).toBeLessThanOrEqual(toMs);
    }
  });
});
