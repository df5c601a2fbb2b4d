import { describe, expect, it } from 'vitest';
import { isAnimation } from '../../src/media/animation';

const bytes = (text: string) => new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))]);
const webp = (flags: number) =>
  bytes(`RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0${String.fromCharCode(flags)}\0\0\0`);

describe('an animation', () => {
  it.each([
    ['a GIF that is repeated', bytes('GIF89a\x40\x01\x2c\x01\x80\0\0!\xff\x0bNETSCAPE2.0\x03\x01')],
    ['a PNG with animation control', bytes('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR.\0\0\0\x08acTL..IDAT')],
    ['a WebP with its bit set', webp(0b10)],
    ['an AVIF sequence', bytes('\0\0\0\x18ftypavis\0\0\0\0')],
  ])('is %s', async (_what, file) => {
    expect(await isAnimation(file)).toBe(true);
  });

  it.each([
    ['a GIF of one picture', bytes('GIF89a\x40\x01\x2c\x01\x80\0\0,')],
    ['a PNG whose picture has the letters', bytes('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR..IDAT..acTL')],
    ['a PNG cut off before its picture', bytes('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR')],
    ['a WebP with transparency', webp(0b10000)],
    ['a WebP without extensions', bytes('RIFF\0\0\0\0WEBPVP8 ')],
    ['a JPEG', bytes('\xff\xd8\xff\xe0')],
    ['an AVIF picture', bytes('\0\0\0\x18ftypavif\0\0\0\0')],
    ['nothing', bytes('')],
  ])('is not %s', async (_what, file) => {
    expect(await isAnimation(file)).toBe(false);
  });
});
