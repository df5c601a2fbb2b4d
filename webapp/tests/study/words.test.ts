import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/copy';
import { STUDY_WORDS, studyCopy } from '../../src/copy/study';
import { FIRST_OPTIONS } from '../../src/study/study';

/** Every sentence that needs no values, with its place. */
function sentencesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => sentencesOf(inner, `${path}.${key}`));
}

describe('the sentences of the part', () => {
  it('are all there, and not English in German', () => {
    const german = new Map(sentencesOf(STUDY_WORDS.de));
    for (const [path, english] of sentencesOf(STUDY_WORDS.en)) {
      expect(german.get(path)?.trim(), path).not.toBe('');
      expect(german.get(path), path).not.toBe(english);
    }
  });

  it('are those of the page’s language, and count in it', () => {
    const copy = studyCopy(LANGUAGES.de);
    expect([copy.rows(1), copy.rows(12_345)]).toEqual(['1 Zeile', '12.345 Zeilen']);
    expect(studyCopy(LANGUAGES.en).progress(312, 2000)).toBe('312 of 2,000 files');
  });

  it.each([
    [undefined, 'Reading…'],
    [20_000, 'Less than a minute left'],
    [61_000, 'About a minute left'],
    [600_000, 'About 10 minutes left'],
    [7_300_000, 'About 2 hours left'],
  ])('say of %s ms how long it takes still', (ms, text) => {
    expect(STUDY_WORDS.en.left(ms)).toBe(text);
  });

  it('name the steps, the first one’s too', () => {
    const { steps, locked } = STUDY_WORDS.en.options;
    expect(steps[FIRST_OPTIONS.everyMs]).toBe('5 a second');
    expect(locked(200, false)).toContain('Videos: 5 a second, each frame by itself');
  });
});
