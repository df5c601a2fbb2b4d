import { describe, expect, it } from 'vitest';
import { partText } from '../../src/components/FaceSheet';
import { greyPixels, mapPixels } from '../../src/components/OcclusionPicture';
import { EN } from '../../src/copy/en';
import { decisivePart } from '../../src/state/explanation';
import type { OcclusionMap } from '../../src/vision/index';

const COLOURS = { towards: [255, 100, 0], against: [0, 100, 255] } as const;

function mapWith(fall: number, cell: number): OcclusionMap {
  const falls = Array.from({ length: 64 }, (_, index) => (index === cell ? fall : 0));
  const face = new Uint8Array(48 * 48);
  return { expression: 'happy', probability: 0.9, grey: face, cropped: face, falls };
}

describe('the colours over a face', () => {
  it('say for and against by their hue, and how much by their strength', () => {
    const pixels = mapPixels([0.15, -0.075, 0, 0.9], COLOURS);
    expect(pixels).toHaveLength(4 * 64);
    expect([...pixels.subarray(0, 4)]).toEqual([255, 100, 0, 199]);
    expect([...pixels.subarray(4, 7)]).toEqual([0, 100, 255]);
    expect(pixels[7]).toBe(99);
    expect(pixels[11]).toBe(0);
    // No stronger than the strongest, so that the face shows through.
    expect(pixels[15]).toBe(199);
  });

  it('are clear where the map is not yet known', () => {
    expect(
      mapPixels([0.3], COLOURS)
        .subarray(4)
        .some((value) => value !== 0),
    ).toBe(false);
  });

  it('leave the face grey', () => {
    expect([...greyPixels(Uint8Array.of(7, 250))]).toEqual([7, 7, 7, 255, 250, 250, 250, 255]);
  });
});

describe('the part that mattered most', () => {
  it.each([
    [0, 0, 0],
    [3, 0, 1],
    [27, 1, 1],
    [16, 0, 0],
    [60, 2, 1],
    [63, 2, 2],
  ])('of cell %i is in third %i down and %i across', (cell, row, column) => {
    expect(decisivePart(mapWith(0.4, cell))).toEqual({ row, column, fall: 0.4 });
  });

  it('is named, with what it costs', () => {
    expect(partText(mapWith(0.634, 60), 'Happy', EN)).toBe(
      'What mattered most for “Happy”: the mouth. With that part covered, “Happy” falls by 63 percentage points.',
    );
  });

  it('is none where nothing costs two points', () => {
    expect(decisivePart(mapWith(0.019, 60))).toBeUndefined();
    expect(partText(mapWith(0.019, 60), 'Happy', EN)).toBe(EN.face.mapFlat('Happy'));
  });
});
