import { describe, expect, it } from 'vitest';
import { cropSidePx, rollRadians, type Similarity } from '../../../src/vision/crops/crop';
import { fitLetterbox } from '../../../src/vision/crops/letterbox';
import type { RawDetection } from '../../../src/vision/faces/decode';
import { mapKeypoints, type Detection } from '../../../src/vision/faces/detection';
import { createFaceFinder, type FrameViews } from '../../../src/vision/faces/faceFinder';
import type { PointPx } from '../../../src/vision/types';

const TEMPLATE = {
  rightEye: [0.3, 0.4],
  leftEye: [0.7, 0.4],
  mouth: [0.5, 0.8],
} as const;
/** A head that tilts by this is shown in a square of whole pixels, whose sides are 3 : 4 : 5. */
const STEEP_TILT = Math.atan2(4, 3);
/** Black and white: a square that shows nothing is not looked at. */
const PIXELS = {
  data: Uint8ClampedArray.of(0, 0, 0, 255, 255, 255, 255, 255),
  width: 2,
  height: 1,
};

/** A face whose crop is `sidePx` wide about `middle`, on a head that tilts clockwise. */
function faceOf(middle: PointPx, sidePx: number, tiltRadians: number): Detection {
  const at = (x: number, y: number): PointPx => {
    const [u, v] = [(x - 0.5) * sidePx, (y - 0.5) * sidePx];
    return {
      xPx: middle.xPx + u * Math.cos(tiltRadians) - v * Math.sin(tiltRadians),
      yPx: middle.yPx + u * Math.sin(tiltRadians) + v * Math.cos(tiltRadians),
    };
  };
  return {
    score: 0.9,
    boxPx: {
      xPx: middle.xPx - sidePx / 2,
      yPx: middle.yPx - sidePx / 2,
      widthPx: sidePx,
      heightPx: sidePx,
    },
    keypointsPx: {
      rightEye: at(...TEMPLATE.rightEye),
      leftEye: at(...TEMPLATE.leftEye),
      noseTip: at(0.5, 0.6),
      mouthCentre: at(...TEMPLATE.mouth),
      rightEarTragion: at(0.1, 0.45),
      leftEarTragion: at(0.9, 0.45),
    },
  };
}

/** What a detector says of a face, upright, whose crop is `side` of its square, about (x, y). */
function rawFace(x: number, y: number, side: number): RawDetection {
  const { keypointsPx: points } = faceOf({ xPx: x, yPx: y }, side, 0);
  const { rightEye, leftEye, noseTip, mouthCentre, rightEarTragion, leftEarTragion } = points;
  const keypoints = [rightEye, leftEye, noseTip, mouthCentre, rightEarTragion, leftEarTragion];
  return {
    score: 0.8,
    coordinates: [
      x - side / 2,
      y - side / 2,
      x + side / 2,
      y + side / 2,
      ...keypoints.flatMap(({ xPx, yPx }) => [xPx, yPx]),
    ],
  };
}

/** A finder in a frame of 640 x 480, whose detector gives these answers, look after look. */
function finderOf(...answers: RawDetection[][]) {
  /** The square of each look but those at all of the frame. */
  const looks: Similarity[] = [];
  const frame: FrameViews = {
    widthPx: 640,
    heightPx: 480,
    square: PIXELS,
    letterbox: fitLetterbox(640, 480, 128),
    turned: (square) => {
      looks.push(square);
      return PIXELS;
    },
  };
  const detector = { detect: () => Promise.resolve(answers.shift() ?? []) };
  return { finder: createFaceFinder(detector, TEMPLATE), frame, looks };
}

function lookAt(face: Detection, answers: RawDetection[]) {
  const { finder, frame, looks } = finderOf(answers);
  return { found: finder.closeUp(frame, face), looks };
}

function expectSame(found: Detection | undefined, face: Detection): void {
  const near = ({ xPx, yPx }: PointPx) => ({
    xPx: expect.closeTo(xPx, 6) as number,
    yPx: expect.closeTo(yPx, 6) as number,
  });
  expect(found?.keypointsPx).toEqual(mapKeypoints(face.keypointsPx, near));
  expect(found?.boxPx).toEqual({
    ...near(face.boxPx),
    widthPx: expect.closeTo(face.boxPx.widthPx, 6) as number,
    heightPx: expect.closeTo(face.boxPx.heightPx, 6) as number,
  });
}

describe('a close-up', () => {
  const tilted = faceOf({ xPx: 250, yPx: 180 }, 120, STEEP_TILT);

  it("shows the head upright in a square of two crops about the crop's middle", () => {
    const { looks } = lookAt(tilted, []);
    const [square] = looks;
    if (square === undefined) throw new Error('expected a square');
    expect(cropSidePx(square)).toBeCloseTo(240, 6);
    expect(rollRadians(square)).toBeCloseTo(STEEP_TILT, 6);
    expect(square.centre).toEqual([0.5, 0.5]);
    expect(square.originPx.xPx).toBeCloseTo(250, 6);
    expect(square.originPx.yPx).toBeCloseTo(180, 6);
  });

  it('lies on half pixels, so that a face a hair beside it is seen the same', () => {
    const [square] = lookAt(faceOf({ xPx: 250.3, yPx: 179.6 }, 120, 0.3), []).looks;
    const [beside] = lookAt(faceOf({ xPx: 250.299, yPx: 179.601 }, 120, 0.3), []).looks;
    expect(square).toEqual(beside);
    expect(square?.originPx).toEqual({ xPx: 250.5, yPx: 179.5 });
    expect([square?.zRealPx, square?.zImaginaryPx]).toEqual([229.5, 71]);
  });

  it('gives the same face when the detector sees it where it was thought to be', async () => {
    const { found } = lookAt(tilted, [rawFace(0.5, 0.5, 0.5)]);
    expectSame(await found, { ...tilted, score: 0.8 });
    expect((await found)?.score).toBe(0.8);
  });

  it('carries what the detector sees elsewhere, and larger, back into the frame', async () => {
    const { found } = lookAt(tilted, [rawFace(0.55, 0.5, 0.6)]);
    // 0.05 of the square's 240 px, along the tilted head.
    const middle = { xPx: 250 + 12 * 0.6, yPx: 180 + 12 * 0.8 };
    expectSame(await found, faceOf(middle, 144, STEEP_TILT));
  });

  it('takes the closest of several faces, and none of a neighbour', async () => {
    const neighbour = rawFace(0.9, 0.5, 0.5);
    expectSame(await lookAt(tilted, [neighbour, rawFace(0.5, 0.5, 0.5)]).found, tilted);
    expect(await lookAt(tilted, [neighbour]).found).toBeUndefined();
    expect(await lookAt(tilted, []).found).toBeUndefined();
  });

  it('is not taken at a face whose eyes and mouth are one point', async () => {
    const point = { xPx: 10, yPx: 10 };
    const flat = { ...tilted, keypointsPx: mapKeypoints(tilted.keypointsPx, () => point) };
    const { found, looks } = lookAt(flat, [rawFace(0.5, 0.5, 0.5)]);
    expect(await found).toBeUndefined();
    expect(looks).toEqual([]);
  });
});

it('a square without contrast is not looked at', async () => {
  const { finder, frame } = finderOf([rawFace(0.5, 0.5, 0.5)], [rawFace(0.5, 0.5, 0.5)]);
  const originPx = { xPx: 0, yPx: 0 };
  const square: Similarity = { zRealPx: 160, zImaginaryPx: 0, centre: [0, 0], originPx };
  const wall = { data: new Uint8ClampedArray(4 * 9).fill(130), width: 3, height: 3 };
  expect(await finder.seenIn({ ...frame, turned: () => wall }, square)).toEqual([]);
  expect(await finder.seenIn(frame, square)).toHaveLength(1);
});

it('a look at all of the frame gives every face, best first, in pixels of the frame', async () => {
  const answers = [rawFace(0.5, 0.5, 0.25), rawFace(0.25, 0.5, 0.125)];
  const finder = createFaceFinder({ detect: () => Promise.resolve(answers) }, TEMPLATE);
  const letterbox = fitLetterbox(640, 480, 128);
  const turned = () => PIXELS;
  const size = { widthPx: 640, heightPx: 480 };
  const found = await finder.everywhere({ ...size, square: PIXELS, letterbox, turned });
  expect(found).toHaveLength(2);
  // 640 px across the square; 80 black rows above and below a frame of 480.
  expectSame(found[0], faceOf({ xPx: 320, yPx: 240 }, 160, 0));
  expectSame(found[1], faceOf({ xPx: 160, yPx: 240 }, 80, 0));
});

describe('a look at a part of a frame', () => {
  function partsOf(widthPx: number, heightPx: number) {
    const squares: Similarity[] = [];
    const frame: FrameViews = {
      widthPx,
      heightPx,
      square: PIXELS,
      letterbox: fitLetterbox(widthPx, heightPx, 128),
      turned: (shown) => {
        squares.push(shown);
        return PIXELS;
      },
    };
    return { frame, squares };
  }
  const areaOf = ({ originPx, zRealPx, zImaginaryPx, centre }: Similarity) => {
    expect([zImaginaryPx, ...centre]).toEqual([0, 0, 0]);
    return { left: originPx.xPx, top: originPx.yPx, sidePx: zRealPx };
  };

  it.each([
    [640, 480, 6],
    [480, 640, 6],
    [1280, 720, 6],
    [500, 500, 9],
    [3000, 1000, 3],
  ])(
    'has parts that cover a frame of %i x %i and show each smaller face whole',
    async (widthPx, heightPx, count) => {
      const { frame, squares } = partsOf(widthPx, heightPx);
      const finder = createFaceFinder({ detect: () => Promise.resolve([]) }, TEMPLATE);
      for (let part = 0; part < count; part += 1) await finder.inPart(frame, part);
      const areas = squares.map(areaOf);
      const facePx = Math.max(widthPx, heightPx) / 4;
      for (let y = 0; y <= heightPx - Math.min(facePx, heightPx); y += heightPx / 50) {
        for (let x = 0; x <= widthPx - facePx; x += widthPx / 50) {
          const isWhole = areas.some(
            ({ left, top, sidePx }) =>
              x >= left - 1e-6 &&
              y >= top - 1e-6 &&
              x + facePx <= left + sidePx + 1e-6 &&
              y + Math.min(facePx, heightPx) <= top + sidePx + 1e-6,
          );
          if (!isWhole) throw new Error(`no part shows a face at ${String(x)}, ${String(y)}`);
        }
      }
      // After the last comes the first.
      await finder.inPart(frame, count);
      expect(squares.at(-1)).toEqual(squares[0]);
    },
  );

  it('returns the faces that their close-ups confirm, where these show them', async () => {
    const { frame, squares } = partsOf(640, 480);
    const answers = [
      [rawFace(0.5, 0.5, 0.25), rawFace(0.2, 0.2, 0.1)],
      [rawFace(0.5, 0.5, 0.5)],
      [],
    ];
    const finder = createFaceFinder(
      { detect: () => Promise.resolve(answers.shift() ?? []) },
      TEMPLATE,
    );
    const found = await finder.inPart(frame, 0);
    // The first part is the upper left 320 px; its second face's close-up shows none.
    expect(found).toHaveLength(1);
    expectSame(found[0], faceOf({ xPx: 160, yPx: 160 }, 80, 0));
    expect(squares).toHaveLength(3);
    expect(answers).toEqual([]);
  });
});
