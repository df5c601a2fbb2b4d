import { describe, expect, it } from 'vitest';
import { lookOf } from '../../src/camera/look';

/** 768 points, each a grey level or three. */
function picture(levelAt: (index: number) => number | readonly [number, number, number]) {
  const pixels = new Uint8ClampedArray(768 * 4);
  for (let at = 0; at < 768; at += 1) {
    const level = levelAt(at);
    const [red, green, blue] = typeof level === 'number' ? [level, level, level] : level;
    pixels.set([red, green, blue, 255], 4 * at);
  }
  return pixels;
}

describe('a picture', () => {
  it('is black behind a lid, also with a sensor’s noise', () => {
    expect(
      lookOf(
        picture(() => 0),
        undefined,
      ),
    ).toBe('black');
    expect(
      lookOf(
        picture((at) => at % 20),
        undefined,
      ),
    ).toBe('black');
  });

  it('of a dark room with a lamp is not', () => {
    expect(
      lookOf(
        picture((at) => (at < 5 ? 90 : 8)),
        undefined,
      ),
    ).toBe('lively');
  });

  it('of one colour is blank, whichever it is', () => {
    expect(
      lookOf(
        picture(() => [0, 135, 0]),
        undefined,
      ),
    ).toBe('blank');
    expect(
      lookOf(
        picture((at) => 250 + (at % 5)),
        undefined,
      ),
    ).toBe('blank');
    // Two colours of the same brightness are a picture.
    expect(
      lookOf(
        picture((at) => (at < 300 ? [200, 0, 0] : [0, 100, 0])),
        undefined,
      ),
    ).toBe('lively');
  });

  it('stands still if not one point changed', () => {
    const before = picture((at) => at % 255);
    expect(
      lookOf(
        picture((at) => at % 255),
        before,
      ),
    ).toBe('frozen');
    expect(
      lookOf(
        picture((at) => (at === 700 ? 1 : at % 255)),
        before,
      ),
    ).toBe('lively');
  });
});
