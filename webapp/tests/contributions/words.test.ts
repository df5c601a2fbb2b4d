import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fateText } from '../../src/components/giving/GivingFate';
import { stateTexts } from '../../src/components/giving/GivingList';
import type { Entry, Fate } from '../../src/contributions/entry';
import type { GivingState } from '../../src/contributions/giving';
import { LANGUAGES } from '../../src/copy';
import { GIVING_WORDS, givingCopy } from '../../src/copy/giving';
import { WORDS_VERSION } from '../../src/state/consent';
import { PICTURE } from './pictures';

/** The words that people agree to; whoever changes them gives them a new version first. */
const AGREED_WORDS = {
  '2026-11-30': { en: '2b0e58c9be315fb0', de: '4776f37c8bc30037' },
};

describe.each(['en', 'de'] as const)('the words that are agreed to in %s', (language) => {
  it('are those of their version', () => {
    const { title, how, sentTitle, sent, never, kept, agree } = LANGUAGES[language].giving;
    const text = JSON.stringify([title, how, sentTitle, sent, never, kept, agree]);
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
    expect(digest).toBe(AGREED_WORDS[WORDS_VERSION][language]);
  });
});

describe('the sentences of the part', () => {
  /** Every sentence that needs no values, with its place. */
  function sentencesOf(value: unknown, path = ''): [string, string][] {
    if (typeof value === 'string') return [[path, value]];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => sentencesOf(inner, `${path}.${key}`));
  }

  it('are all there, and not English in German', () => {
    const german = new Map(sentencesOf(GIVING_WORDS.de));
    for (const [path, english] of sentencesOf(GIVING_WORDS.en)) {
      expect(german.get(path)?.trim(), path).not.toBe('');
      expect(german.get(path), path).not.toBe(english);
    }
  });

  it('come in the language of the page', () => {
    expect(givingCopy(LANGUAGES.de)).toBe(GIVING_WORDS.de);
  });
});

const words = GIVING_WORDS.en;
const PAUSE = { reason: 'offline', untilMs: 0 } as const;

describe('a picture says', () => {
  it('that it is being sent, or that no answer came', () => {
    const unsure: Fate = { status: 'unsure', picture: PICTURE };
    expect(fateText(unsure, undefined, words)).toBe(words.fates.sending);
    expect(fateText(unsure, PAUSE, words)).toBe(words.fates.unsure);
  });

  it('that it is deleted, where the page knows that it was there', () => {
    const gone: Fate = { status: 'gone', receipt: 'ABCD', wasTyped: false };
    expect(fateText(gone, undefined, words)).toBe(words.fates.gone);
    expect(fateText({ ...gone, wasTyped: true }, undefined, words)).toBe(words.fates.goneIfThere);
  });
});

describe('the list says', () => {
  const entry = (fate: Fate): Entry => ({ key: 'k', addedAtMs: 0, fate });
  const state = (changes: Partial<GivingState>): GivingState => ({
    entries: [],
    pause: undefined,
    isLasting: true,
    hasFailed: false,
    ...changes,
  });
  const waiting = entry({ status: 'waiting', picture: PICTURE });
  const given = entry({ status: 'given', picture: PICTURE, receipt: 'ABCD' });

  it('that it is empty, and that giving is off', () => {
    expect(stateTexts(state({}), false, words)).toEqual([words.none, words.off, words.kept]);
  });

  it('why nothing goes, where something is to go', () => {
    const paused = state({ entries: [waiting], pause: PAUSE });
    expect(stateTexts(paused, true, words)).toEqual([words.pauses.offline, words.kept]);
    expect(stateTexts({ ...paused, entries: [given] }, true, words)).toEqual([words.kept]);
  });

  it('when it goes on', () => {
    const untilMs = new Date(2026, 10, 26, 14, 5).getTime();
    const pause = { reason: 'busy', untilMs } as const;
    const [text] = stateTexts(state({ entries: [waiting], pause }), true, words);
    expect(text).toMatch(/ at 2:05\sPM/);
  });

  it('where the browser keeps nothing', () => {
    const texts = stateTexts(state({ entries: [given], isLasting: false }), true, words);
    expect(texts).toEqual([words.notLasting]);
  });
});
