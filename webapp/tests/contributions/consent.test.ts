import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GIVEN_LABELS } from '../../src/contributions/entry';
import { WORDS_VERSION } from '../../src/state/consent';

/** What the server takes; it is deployed without this page, and the page without it. */
const LAYOUT = readFileSync(
  new URL('../../../functions/intake/layout.py', import.meta.url),
  'utf8',
);

/** The strings of a tuple in Python. */
function tuple(name: string): string[] {
  const [, inner = ''] = new RegExp(`^${name}: Final = \\((.+?)\\)$`, 'm').exec(LAYOUT) ?? [];
  return [...inner.matchAll(/"([^"]+)"/g)].map(([, text]) => text ?? '');
}

describe('the server takes', () => {
  it('the words that are agreed to now', () => {
    expect(tuple('CONSENTS')).toContain(WORDS_VERSION);
  });

  it('the labels that are offered, and no others', () => {
    expect(tuple('LABELS')).toEqual([...GIVEN_LABELS]);
  });
});
