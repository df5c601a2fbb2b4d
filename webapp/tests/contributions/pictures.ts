import type { Picture } from '../../src/contributions/entry';
import { WORDS_VERSION } from '../../src/state/consent';

export const PICTURE: Picture = {
  pixels: Uint8Array.from({ length: 48 * 48 }, (_, index) => index & 255),
  label: 'happy',
  model: { name: 'fast', version: '2026-11-25-abc' },
  words: WORDS_VERSION,
};
