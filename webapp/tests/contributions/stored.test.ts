import { describe, expect, it } from 'vitest';
import { parseEntry, parsePause, parseToken } from '../../src/contributions/stored';
import { PICTURE } from './pictures';

const kept = (fate: object) => ({ key: 'k', addedAtMs: 1, fate });

describe('what the device kept', () => {
  it.each([
    { status: 'waiting', picture: PICTURE },
    { status: 'unsure', picture: PICTURE },
    { status: 'given', picture: PICTURE, receipt: 'ABCD' },
    { status: 'refused', picture: undefined, sentence: 'No.' },
    { status: 'recalling', picture: PICTURE },
    { status: 'leaving', picture: undefined, receipt: 'ABCD' },
    { status: 'gone', receipt: 'ABCD', wasTyped: true },
  ])('is read as it was written: $status', (fate) => {
    expect(parseEntry(structuredClone(kept(fate)))).toEqual(kept(fate));
  });

  it.each([
    null,
    'text',
    {},
    kept({ status: 'lost' }),
    kept({ status: 'waiting' }),
    kept({ status: 'given', picture: PICTURE }),
    kept({ status: 'leaving', picture: PICTURE }),
    kept({ status: 'waiting', picture: { ...PICTURE, pixels: new Uint8Array(9) } }),
    kept({ status: 'waiting', picture: { ...PICTURE, label: 'contempt' } }),
    kept({ status: 'waiting', picture: { ...PICTURE, model: 'fast' } }),
    { key: 'k', fate: { status: 'waiting', picture: PICTURE } },
  ])('%#: but counts as absent where it is not understood', (value) => {
    expect(parseEntry(value)).toBeUndefined();
  });

  it('has tokens and pauses too', () => {
    expect(parseToken({ text: 'm1', expiresAtMs: 5, more: 1 })).toEqual({
      text: 'm1',
      expiresAtMs: 5,
    });
    expect(parseToken({ text: 'm1' })).toBeUndefined();
    expect(parsePause({ reason: 'busy', untilMs: 5 })).toEqual({ reason: 'busy', untilMs: 5 });
    expect(parsePause({ reason: 'tired', untilMs: 5 })).toBeUndefined();
    expect(parsePause(undefined)).toBeUndefined();
  });
});
