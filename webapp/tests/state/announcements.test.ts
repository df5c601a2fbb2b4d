import { describe, expect, it } from 'vitest';
import { createAnnouncements } from '../../src/state/announcements';

/** What is said of a row of sentences, one each 100 ms, with the time it is said at. */
function said(sentences: readonly string[]): [string, number][] {
  const announcements = createAnnouncements();
  return sentences.flatMap((sentence, index) => {
    const spoken = announcements.update(sentence, index * 100);
    return spoken === undefined ? [] : ([[spoken, index * 100]] as [string, number][]);
  });
}

const forTenths = (sentence: string, tenths: number) => Array<string>(tenths).fill(sentence);

describe('announcements', () => {
  it('wait until something has settled', () => {
    expect(said(forTenths('Happy', 10))).toEqual([['Happy', 700]]);
  });

  it('are never repeated', () => {
    expect(said(forTenths('Happy', 100))).toHaveLength(1);
  });

  it('pass over what flickers', () => {
    const flicker = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'Sad' : 'Angry'));
    expect(said(flicker)).toEqual([]);
  });

  it('come at most every three seconds, and then say what holds', () => {
    const sentences = [
      ...forTenths('Happy', 10),
      ...forTenths('Sad', 10),
      ...forTenths('Angry', 40),
    ];
    expect(said(sentences)).toEqual([
      ['Happy', 700],
      ['Angry', 3700],
    ]);
  });
});
