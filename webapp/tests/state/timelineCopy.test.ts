import { describe, expect, it } from 'vitest';
import { TIMELINE_DE, TIMELINE_EN } from '../../src/copy/timeline';

/** Every sentence without a number in it. */
function sentences(part: object): string[] {
  return Object.values(part).flatMap((value: unknown) => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? sentences(value) : [];
  });
}

describe('the sentences of the timeline', () => {
  it('are all there in both languages, and differ', () => {
    const [english, german] = [sentences(TIMELINE_EN), sentences(TIMELINE_DE)];
    expect(german).toHaveLength(english.length);
    english.forEach((sentence, index) => {
      expect(sentence.length).toBeGreaterThan(2);
      expect(german[index]).not.toBe(sentence);
    });
  });

  it('tell times as a stopwatch does', () => {
    const times = [0, 999, 9000, 61_000, 3_599_999, 3_600_000, 36_061_000];
    const clocks = ['0:00', '0:00', '0:09', '1:01', '59:59', '1:00:00', '10:01:01'];
    expect(times.map(TIMELINE_EN.clock)).toEqual(clocks);
    expect(times.map(TIMELINE_DE.clock)).toEqual(clocks);
  });

  it('write numbers and dates as their language does', () => {
    expect(TIMELINE_EN.percent(0.256)).toBe('26%');
    expect(TIMELINE_DE.percent(0.256)).toMatch(/^26\s%$/);
    expect(TIMELINE_EN.moments.newest(20, 1234)).toContain('1,234');
    expect(TIMELINE_DE.moments.newest(20, 1234)).toContain('1.234');
    const date = new Date(2026, 0, 31, 14, 5);
    expect(TIMELINE_EN.picture.subtitle(date, '3:20', 'vgg 1')).toMatch(
      /Jan 31, 2026.*3:20.*vgg 1/,
    );
    expect(TIMELINE_DE.picture.subtitle(date, '3:20', 'vgg 1')).toMatch(
      /31\.01\.2026, 14:05.*3:20/,
    );
  });
});
