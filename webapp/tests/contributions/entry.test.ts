import { describe, expect, it } from 'vitest';
import {
  isOver,
  nextFate,
  nextToSend,
  type Entry,
  type EntryEvent,
  type Fate,
} from '../../src/contributions/entry';
import { PICTURE } from './pictures';

const RECEIPT = 'ABCD';
const FATES: Readonly<Record<Fate['status'], Fate>> = {
  waiting: { status: 'waiting', picture: PICTURE },
  unsure: { status: 'unsure', picture: PICTURE },
  given: { status: 'given', picture: PICTURE, receipt: RECEIPT },
  refused: { status: 'refused', picture: PICTURE, sentence: 'No.' },
  recalling: { status: 'recalling', picture: PICTURE },
  leaving: { status: 'leaving', picture: PICTURE, receipt: RECEIPT },
  gone: { status: 'gone', receipt: RECEIPT, wasTyped: false },
};
const EVENTS = {
  sending: { type: 'sending' },
  stored: { type: 'stored', receipt: RECEIPT },
  firstNotStored: { type: 'notStored', wasFirst: true },
  laterNotStored: { type: 'notStored', wasFirst: false },
  refused: { type: 'refused', sentence: 'No.' },
  takeBack: { type: 'takeBack' },
  deleted: { type: 'deleted' },
  dismiss: { type: 'dismiss' },
  turnedOff: { type: 'turnedOff' },
} as const satisfies Record<string, EntryEvent>;

/** What changes; every other pair of fate and event leaves the fate as it is. */
const CHANGES: Readonly<Record<string, Fate['status'] | 'removed'>> = {
  'waiting sending': 'unsure',
  'waiting takeBack': 'removed',
  'waiting turnedOff': 'removed',
  'unsure stored': 'given',
  'unsure firstNotStored': 'waiting',
  'unsure refused': 'refused',
  'unsure takeBack': 'recalling',
  'given takeBack': 'leaving',
  'refused dismiss': 'removed',
  'recalling stored': 'leaving',
  'recalling firstNotStored': 'removed',
  'recalling refused': 'refused',
  'leaving refused': 'refused',
  'leaving deleted': 'gone',
  'gone dismiss': 'removed',
};

const PAIRS = Object.values(FATES).flatMap((fate) =>
  Object.entries(EVENTS).map(([name, event]) => ({ fate, name, event })),
);

describe('a picture', () => {
  it.each(PAIRS)('that is $fate.status, after $name', ({ fate, name, event }) => {
    const next = CHANGES[`${fate.status} ${name}`];
    const expected = next === 'removed' ? undefined : FATES[next ?? fate.status];
    expect(nextFate(fate, event)).toEqual(expected);
  });

  it('whose receipt was typed ends as such', () => {
    const typed = { status: 'leaving', picture: undefined, receipt: RECEIPT } as const;
    expect(nextFate(typed, { type: 'deleted' })).toEqual({
      status: 'gone',
      receipt: RECEIPT,
      wasTyped: true,
    });
  });
});

const entry = (key: string, status: Fate['status'], addedAtMs: number): Entry => ({
  key,
  addedAtMs,
  fate: FATES[status],
});

describe('the next to be sent', () => {
  const ENTRIES = [
    entry('d', 'waiting', 4),
    entry('a', 'given', 1),
    entry('b', 'unsure', 2),
    entry('e', 'leaving', 5),
    entry('c', 'refused', 3),
  ];

  it('is what leaves, then what came first', () => {
    expect(nextToSend(ENTRIES, true)?.key).toBe('e');
    expect(nextToSend(ENTRIES.slice(0, 3), true)?.key).toBe('b');
    expect(nextToSend(ENTRIES.slice(0, 2), true)?.key).toBe('d');
    expect(nextToSend([entry('a', 'given', 1), entry('c', 'refused', 3)], true)).toBeUndefined();
  });

  it('where giving is turned off is what leaves, and nothing else', () => {
    expect(nextToSend(ENTRIES, false)?.key).toBe('e');
    expect(nextToSend(ENTRIES.slice(0, 3), false)).toBeUndefined();
    expect(nextToSend([entry('f', 'recalling', 6)], false)?.key).toBe('f');
  });
});

describe('a later visit', () => {
  const DAY_MS = 86_400_000;

  it('shows receipts as long as the server keeps pictures', () => {
    const given = entry('a', 'given', 0);
    expect(isOver(given, 365 * DAY_MS)).toBe(false);
    expect(isOver(given, 365 * DAY_MS + 1)).toBe(true);
  });

  it('does not show what is gone', () => {
    expect(isOver(entry('a', 'gone', 0), 1)).toBe(true);
  });
});
