import type { Manifest } from 'vite';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../build/parts';
import { MANIFEST } from './manifest';

describe('the parts of a built page', () => {
  it('come later unless the page imports them from the start', () => {
    expect([...partsOf(MANIFEST).later].toSorted()).toEqual([
      'assets/GivingPart.css',
      'assets/GivingPart.js',
      'assets/StudyPart.css',
      'assets/StudyPart.js',
      'assets/form.js',
      'assets/list.js',
      'assets/seal.css',
      'assets/seal.js',
      'assets/stamp.png',
    ]);
  });

  it('of giving are what it alone needs, and what that needs', () => {
    expect(partsOf(MANIFEST).giving).toEqual([
      'assets/GivingPart.css',
      'assets/GivingPart.js',
      'assets/seal.css',
      'assets/seal.js',
      'assets/stamp.png',
    ]);
  });

  it('are not found without a page or without the part with which pictures are given', () => {
    const without = (key: string): Manifest =>
      Object.fromEntries(Object.entries(MANIFEST).filter(([each]) => each !== key));
    for (const key of ['index.html', 'src/components/giving/GivingPart.tsx']) {
      expect(() => partsOf(without(key))).toThrow(/^expected a manifest with an entry and src/);
    }
  });
});
