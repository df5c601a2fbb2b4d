import { describe, expect, it } from 'vitest';
import { samplesOfFace } from '../../src/state/timelineFace';
import { minuteUntilNow } from '../../src/state/timelineSpan';
import { faceReading, shares } from '../readings';
import { samplesOf } from './timelineSamples';

describe('the last minute', () => {
  it('ends with the newest reading, and begins a minute before, whatever is recorded', () => {
    expect(minuteUntilNow(samplesOf([3, 5000]))).toEqual({ fromMs: -55_000, toMs: 5000 });
    expect(minuteUntilNow(samplesOf([3, 90_000]))).toEqual({ fromMs: 30_000, toMs: 90_000 });
  });

  it('of a face has what was read of it, though another was the main one', () => {
    const other = faceReading({ id: 2, expression: 'sad', probabilities: shares('sad') });
    const samples = samplesOf([3, 1000], [5, 1000], ['notSure', 1000], ['noFace', 1000]).map(
      (sample, index) => (index === 1 ? { ...sample, faces: [...sample.faces, other] } : sample),
    );
    const span = minuteUntilNow(samples);
    const ofOther = samplesOfFace(samples, span, 2);
    expect(ofOther.map(({ atMs, shown, probabilities }) => [atMs, shown, probabilities])).toEqual([
      [1000, 4, Object.values(shares('sad'))],
    ]);
    const ofMain = samplesOfFace(samples, span, 1);
    expect(ofMain.map(({ shown }) => shown)).toEqual([3, 5, 'notSure']);
  });

  it('looks at nothing older', () => {
    const samples = samplesOf([3, 30_000], [4, 30_000], [5, 60_000]);
    const shown = samplesOfFace(samples, minuteUntilNow(samples), 1).map((sample) => sample.shown);
    expect(shown).toEqual([4, 5]);
  });
});
