import { describe, expect, it } from 'vitest';
import { coverGeometry, toStage } from '../../src/camera/coverGeometry';

const FRAME = { widthPx: 640, heightPx: 480 };
const BOX = { xPx: 100, yPx: 60, widthPx: 50, heightPx: 40 };

describe('a frame that covers a stage', () => {
  it('of its own size lies on it pixel by pixel', () => {
    expect(toStage(coverGeometry(FRAME, FRAME, false), BOX)).toEqual(BOX);
  });

  it('is mirrored about the middle of the stage', () => {
    // 640 - 100 - 50: the box's right edge becomes its left one.
    expect(toStage(coverGeometry(FRAME, FRAME, true), BOX)).toEqual({ ...BOX, xPx: 490 });
  });

  it('loses its left and right in a portrait', () => {
    // Scale 2 by height; 1280 px wide on 480, so 400 px hang over on each side.
    const geometry = coverGeometry(FRAME, { widthPx: 480, heightPx: 960 }, false);
    expect(toStage(geometry, BOX)).toEqual({ xPx: -200, yPx: 120, widthPx: 100, heightPx: 80 });
    const mirrored = coverGeometry(FRAME, { widthPx: 480, heightPx: 960 }, true);
    expect(toStage(mirrored, BOX)).toEqual({ xPx: 580, yPx: 120, widthPx: 100, heightPx: 80 });
  });

  it('loses its top and bottom in a wide landscape', () => {
    // Scale 2 by width; 960 px high on 480, so 240 px hang over above and below.
    const geometry = coverGeometry(FRAME, { widthPx: 1280, heightPx: 480 }, false);
    expect(toStage(geometry, BOX)).toEqual({ xPx: 200, yPx: -120, widthPx: 100, heightPx: 80 });
  });
});
