import { describe, expect, it } from 'vitest';
import { stageGeometry, toStage, type StageFit } from '../../src/camera/stageGeometry';

const FRAME = { widthPx: 640, heightPx: 480 };
const COVER = { fit: 'cover' as StageFit, mirrored: false };
const BOX = { xPx: 100, yPx: 60, widthPx: 50, heightPx: 40 };

describe('a frame that covers a stage', () => {
  it('of its own size lies on it pixel by pixel', () => {
    expect(toStage(stageGeometry(FRAME, FRAME, COVER), BOX)).toEqual(BOX);
  });

  it('is mirrored about the middle of the stage', () => {
    // 640 - 100 - 50: the box's right edge becomes its left one.
    expect(toStage(stageGeometry(FRAME, FRAME, { ...COVER, mirrored: true }), BOX)).toEqual({
      ...BOX,
      xPx: 490,
    });
  });

  it('loses its left and right in a portrait', () => {
    // Scale 2 by height; 1280 px wide on 480, so 400 px hang over on each side.
    const geometry = stageGeometry(FRAME, { widthPx: 480, heightPx: 960 }, COVER);
    expect(toStage(geometry, BOX)).toEqual({ xPx: -200, yPx: 120, widthPx: 100, heightPx: 80 });
    const mirrored = stageGeometry(
      FRAME,
      { widthPx: 480, heightPx: 960 },
      { ...COVER, mirrored: true },
    );
    expect(toStage(mirrored, BOX)).toEqual({ xPx: 580, yPx: 120, widthPx: 100, heightPx: 80 });
  });

  it('loses its top and bottom in a wide landscape', () => {
    // Scale 2 by width; 960 px high on 480, so 240 px hang over above and below.
    const geometry = stageGeometry(FRAME, { widthPx: 1280, heightPx: 480 }, COVER);
    expect(toStage(geometry, BOX)).toEqual({ xPx: 200, yPx: -120, widthPx: 100, heightPx: 80 });
  });
});

describe('a frame that is contained in a stage', () => {
  it('leaves two sides free and shows every pixel', () => {
    // Scale 1.5 by width; 720 px high on 960, so 120 px stay free above and below.
    const geometry = stageGeometry(
      FRAME,
      { widthPx: 960, heightPx: 960 },
      { fit: 'contain', mirrored: false },
    );
    expect(toStage(geometry, BOX)).toEqual({ xPx: 150, yPx: 210, widthPx: 75, heightPx: 60 });
  });
});
