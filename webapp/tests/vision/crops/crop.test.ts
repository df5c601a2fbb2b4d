import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  cropArea,
  cropCorners,
  cropFace,
  cropSidePx,
  fitSimilarity,
  inArea,
  rollRadians,
  type AreaPx,
  type RgbaImage,
  type Similarity,
} from '../../../src/vision/crops/crop';
import { Field } from '../../../src/vision/models/fields';
import type { CropTemplate, FramePoint } from '../../../src/vision/models/manifest';
import { readPng } from '../readPng';

const GOLDENS = new URL('../../../../tests/goldens/', import.meta.url);

function readPoint(field: Field): FramePoint {
  const [x, y] = field.items();
  if (x === undefined || y === undefined) throw field.refuse('[x, y]');
  return [x.number(-1e6, 1e6), y.number(-1e6, 1e6)];
}

function readTriple(field: Field): CropTemplate {
  return {
    rightEye: readPoint(field.at('rightEye')),
    leftEye: readPoint(field.at('leftEye')),
    mouth: readPoint(field.at('mouth')),
  };
}

function fit(template: CropTemplate, points: CropTemplate): Similarity {
  const toPx = ([xPx, yPx]: FramePoint) => ({ xPx, yPx });
  const similarity = fitSimilarity(template, {
    rightEye: toPx(points.rightEye),
    leftEye: toPx(points.leftEye),
    mouthCentre: toPx(points.mouth),
  });
  if (similarity === undefined) throw new Error('expected points that differ');
  return similarity;
}

function cutOut({ data, width }: RgbaImage, { leftPx, topPx, widthPx, heightPx }: AreaPx) {
  const cut = new Uint8ClampedArray(4 * widthPx * heightPx);
  for (let row = 0; row < heightPx; row += 1) {
    const from = 4 * ((topPx + row) * width + leftPx);
    cut.set(data.subarray(from, from + 4 * widthPx), 4 * row * widthPx);
  }
  return { data: cut, width: widthPx, height: heightPx };
}

describe('the crops that Python made', () => {
  const json: unknown = JSON.parse(readFileSync(new URL('crop.json', GOLDENS), 'utf8'));
  const goldens = new Field(json, 'crop.json');
  const template = readTriple(goldens.at('landmarks'));
  const cases = goldens
    .at('cases')
    .items()
    .map((golden) => ({
      name: golden.at('name').text(),
      frame: golden.at('frame').text(),
      landmarks: readTriple(golden.at('landmarksPx')),
      sidePx: golden.at('sidePx').number(0, 1e6),
      rollRadians: golden.at('rollRadians').number(-4, 4),
      face: golden
        .at('face')
        .items()
        .map((grey) => grey.whole(0, 255)),
    }));

  it('are there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(10);
  });

  it.each(cases)('equal ours within one grey level: $name', (golden) => {
    const similarity = fit(template, golden.landmarks);
    expect(cropSidePx(similarity)).toBeCloseTo(golden.sidePx, 6);
    expect(Math.cos(rollRadians(similarity) - golden.rollRadians)).toBeCloseTo(1, 12);
    const face = cropFace(readPng(new URL(golden.frame, GOLDENS)), similarity);
    expect(face).toHaveLength(48 * 48);
    const differences = golden.face.map((grey, index) => Math.abs(grey - (face[index] ?? NaN)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  });

  it.each(cases)('need no more of the image than their area: $name', (golden) => {
    const similarity = fit(template, golden.landmarks);
    const image = readPng(new URL(golden.frame, GOLDENS));
    const area = cropArea(similarity, image.width, image.height);
    expect(cropFace(cutOut(image, area), inArea(similarity, area))).toEqual(
      cropFace(image, similarity),
    );
  });
});

describe('fitSimilarity', () => {
  const template: CropTemplate = { rightEye: [0.3, 0.4], leftEye: [0.7, 0.4], mouth: [0.5, 0.8] };
  /** The template's points after a scale, a turn and a shift, which the fit must find again. */
  const place = (sidePx: number, roll: number): CropTemplate => {
    const move = ([x, y]: FramePoint): FramePoint => [
      31 + sidePx * (x * Math.cos(roll) - y * Math.sin(roll)),
      -7 + sidePx * (x * Math.sin(roll) + y * Math.cos(roll)),
    ];
    return {
      rightEye: move(template.rightEye),
      leftEye: move(template.leftEye),
      mouth: move(template.mouth),
    };
  };

  it.each([
    [48, 0],
    [120, 0.5],
    [17.5, -2.8],
    [300, Math.PI],
  ])('finds a side of %f px and a roll of %f again', (sidePx, roll) => {
    const similarity = fit(template, place(sidePx, roll));
    expect(cropSidePx(similarity)).toBeCloseTo(sidePx, 9);
    expect(Math.cos(rollRadians(similarity) - roll)).toBeCloseTo(1, 12);
    const [topLeft, topRight, , bottomLeft] = cropCorners(similarity);
    expect(topLeft.xPx).toBeCloseTo(31, 9);
    expect(topLeft.yPx).toBeCloseTo(-7, 9);
    expect(topRight.xPx - topLeft.xPx).toBeCloseTo(sidePx * Math.cos(roll), 9);
    expect(bottomLeft.yPx - topLeft.yPx).toBeCloseTo(sidePx * Math.cos(roll), 9);
  });

  it('says that points in one place have no scale', () => {
    const point = { xPx: 5, yPx: 5 };
    const points = { rightEye: point, leftEye: point, mouthCentre: point };
    expect(fitSimilarity(template, points)).toBeUndefined();
  });
});

describe('cropFace', () => {
  /** The whole of a 48 x 48 image, pixel on pixel. */
  const identity: Similarity = {
    zRealPx: 48,
    zImaginaryPx: 0,
    centre: [0, 0],
    originPx: { xPx: 0, yPx: 0 },
  };
  const paint = (
    colour: (pixel: number) => readonly [number, number, number, number],
  ): RgbaImage => ({
    data: Uint8ClampedArray.from({ length: 48 * 48 * 4 }, (_, byte) =>
      Number(colour(Math.floor(byte / 4))[byte % 4]),
    ),
    width: 48,
    height: 48,
  });

  it('leaves a grey image of its own size as it is', () => {
    const image = paint((pixel) => [pixel % 256, pixel % 256, pixel % 256, 255]);
    expect(Array.from(cropFace(image, identity))).toEqual(
      Array.from({ length: 48 * 48 }, (_, pixel) => pixel % 256),
    );
  });

  it.each([
    ['red', [255, 0, 0, 255], 76],
    ['green', [0, 255, 0, 255], 150],
    ['blue', [0, 0, 255, 255], 29],
    ['see-through white', [255, 255, 255, 0], 255],
  ] as const)('sees %s as its BT.601 luma', (_name, colour, grey) => {
    expect(
      new Set(
        cropFace(
          paint(() => colour),
          identity,
        ),
      ),
    ).toEqual(new Set([grey]));
  });

  it('rounds a half up', () => {
    // Two pixels of 10 and 11 side by side, sampled in the middle: 10.5.
    const image = paint((pixel) => {
      const grey = 10 + (pixel % 2);
      return [grey, grey, grey, 255];
    });
    const between = { ...identity, originPx: { xPx: 0.5, yPx: 0 } };
    expect(cropFace(image, between)[0]).toBe(11);
  });
});
