import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { greyPng } from '../../src/contributions/greyPng';

/** Every grey level, in no order that a filter could guess. */
const PIXELS = Uint8Array.from(
  { length: 48 * 48 },
  (_, index) => (index * 97 + (index >> 5)) & 255,
);

describe('a grey PNG', () => {
  it('holds the pixels that went in, by another decoder', () => {
    const { width, height, data } = PNG.sync.read(Buffer.from(greyPng(PIXELS, 48)));
    expect([width, height]).toEqual([48, 48]);
    expect(data.filter((_, index) => index % 4 === 0)).toEqual(Buffer.from(PIXELS));
    expect(data.filter((_, index) => index % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  it('is grey with 8 bits and has nothing in it but header, data and end', () => {
    const png = Buffer.from(greyPng(PIXELS, 48));
    const kinds: string[] = [];
    for (let place = 8; place < png.length; place += 12 + png.readUInt32BE(place)) {
      kinds.push(png.toString('latin1', place + 4, place + 8));
    }
    expect(kinds).toEqual(['IHDR', 'IDAT', 'IEND']);
    // Bit depth 8, colour type 0, nothing interlaced.
    expect([...png.subarray(24, 29)]).toEqual([8, 0, 0, 0, 0]);
  });

  it('of another number of pixels is not made', () => {
    expect(() => greyPng(new Uint8Array(48 * 47), 48)).toThrow(RangeError);
    expect(() => greyPng(new Uint8Array(256 * 256), 256)).toThrow(RangeError);
  });
});
