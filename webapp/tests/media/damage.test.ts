import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { isCutOff } from '../../src/media/damage';

const latin = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
/** A thumbnail with an end of its own within EXIF, a table, a scan with a stuffed byte, the end. */
const JPEG = latin(
  '\xff\xd8\xff\xe1\x00\x08\xff\xd8..\xff\xd9\xff\xdb\x00\x04ab\xff\xda\x00\x03!data\xff\x00data\xff\xd9',
);
const PICTURE = Uint8Array.from(PNG.sync.write(new PNG({ width: 20, height: 20 })));
const WEBP = latin('RIFF\x0c\x00\x00\x00WEBPVP8 data');

describe.each([
  ['a JPEG', JPEG],
  ['a PNG', PICTURE],
  ['a WebP', WEBP],
])('%s', (_what, bytes) => {
  it('that is whole is not cut off, also with something after it', async () => {
    expect(await isCutOff(new Blob([bytes]))).toBe(false);
    expect(await isCutOff(new Blob([bytes, 'a video that moves']))).toBe(false);
  });

  it.each([0.6, 0.8, 0.99])('of which %d is left is cut off', async (share) => {
    expect(await isCutOff(new Blob([bytes.subarray(0, bytes.length * share)]))).toBe(true);
  });
});

it('nothing is said of what cannot be told', async () => {
  for (const bytes of ['GIF89a and more', 'BM', '']) {
    expect(await isCutOff(new Blob([bytes]))).toBe(false);
  }
});
