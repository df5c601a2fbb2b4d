import { describe, expect, it } from 'vitest';
import type { Similarity } from '../../../src/vision/crops/crop';
import { fitLetterbox } from '../../../src/vision/crops/letterbox';
import type { RawDetection } from '../../../src/vision/faces/decode';
import type { Detection } from '../../../src/vision/faces/detection';
import { createFaceFinder, type FrameViews } from '../../../src/vision/faces/faceFinder';
import { createStillFinder, tiles, tileSides } from '../../../src/vision/faces/stillFinder';

const TEMPLATE = { rightEye: [0.3, 0.4], leftEye: [0.7, 0.4], mouth: [0.5, 0.75] } as const;
/** Where an upright face of side 1 about the origin has its eyes, nose, mouth and ears. */
const POINTS = [
  [-0.2, -0.1],
  [0.2, -0.1],
  [0, 0.1],
  [0, 0.25],
  [-0.4, -0.05],
  [0.4, -0.05],
] as const;
/** What the detector finds of a face that is so many pixels of its 128 wide. */
const SMALLEST_PX = 19;
const LARGEST_PX = 110;

interface Person {
  readonly x: number;
  readonly y: number;
  readonly sidePx: number;
  readonly rollDegrees: number;
  /** A thing that looks like a face, and in each square like another. */
  readonly isThing?: boolean;
}

const CONTRAST = {
  data: Uint8ClampedArray.of(0, 0, 0, 255, 255, 255, 255, 255),
  width: 2,
  height: 1,
};

/** All faces that the finder finds in a picture of these people, by a detector as ours behaves. */
async function find(widthPx: number, heightPx: number, people: readonly Person[]) {
  let shown: Similarity | undefined;
  let looks = 0;
  const frame: FrameViews = {
    widthPx,
    heightPx,
    square: CONTRAST,
    letterbox: fitLetterbox(widthPx, heightPx, 128),
    turned: (square) => {
      shown = square;
      return CONTRAST;
    },
  };
  const detect = () => {
    looks += 1;
    const square = shown;
    if (square === undefined) throw new Error('expected a square');
    const seen = people.flatMap((person) => seenAs(person, square, looks));
    return Promise.resolve(seen);
  };
  const finder = createStillFinder(createFaceFinder({ detect }, TEMPLATE), TEMPLATE);
  let faces: readonly Detection[] = [];
  const shares: number[] = [];
  for await (const each of finder.search(frame)) {
    ({ faces } = each);
    shares.push(each.share);
  }
  return { faces, shares, looks };
}

function seenAs(person: Person, square: Similarity, look: number): RawDetection[] {
  const { zRealPx: real, zImaginaryPx: imaginary, centre, originPx } = square;
  const squarePx = Math.hypot(real, imaginary);
  const toSquare = (x: number, y: number) => {
    const [dx, dy] = [x - originPx.xPx, y - originPx.yPx];
    return [
      centre[0] + (dx * real + dy * imaginary) / squarePx ** 2,
      centre[1] + (dy * real - dx * imaginary) / squarePx ** 2,
    ] as const;
  };
  const side = person.sidePx / squarePx;
  const [x, y] = toSquare(person.x, person.y);
  const isWhole = Math.min(x, y, 1 - x, 1 - y) >= side / 2 - 1e-9;
  if (!isWhole || side * 128 < SMALLEST_PX || side * 128 > LARGEST_PX) return [];
  const roll = (person.rollDegrees * Math.PI) / 180 - Math.atan2(imaginary, real);
  const tilt = Math.abs(Math.atan2(Math.sin(roll), Math.cos(roll)));
  // Beyond 75 degrees, the eyes are taken for where they would be in an upright head.
  const isRight = tilt <= (75 * Math.PI) / 180;
  const turn = person.isThing === true ? look : isRight ? roll : 0;
  const points = POINTS.flatMap(([u, v]) => [
    x + side * (u * Math.cos(turn) - v * Math.sin(turn)),
    y + side * (u * Math.sin(turn) + v * Math.cos(turn)),
  ]);
  const score = person.isThing === true ? 0.6 : isRight ? 0.95 - 0.1 * tilt : 0.6;
  const half = side / 2;
  return [{ score, coordinates: [x - half, y - half, x + half, y + half, ...points] }];
}

function rollOf({ keypointsPx: { rightEye, leftEye } }: Detection): number {
  return (Math.atan2(leftEye.yPx - rightEye.yPx, leftEye.xPx - rightEye.xPx) * 180) / Math.PI;
}

describe('the faces of a still', () => {
  it('are found in 12 megapixels from 24 to 2400 px, wherever they are, each once', async () => {
    const people = [24, 30, 47, 80, 133, 250, 480, 900, 2400].map((sidePx, index) => ({
      x: 130 + 461 * index,
      y: 2990 - 150 * index,
      sidePx,
      rollDegrees: 10 * index - 40,
    }));
    for (const person of people) {
      const { x, y, sidePx } = person;
      const inside = (at: number, endPx: number) =>
        Math.min(endPx - sidePx / 2, Math.max(sidePx / 2, at));
      const placed = { ...person, x: inside(x, 4000), y: inside(y, 3000) };
      const { faces } = await find(4000, 3000, [placed]);
      expect(faces.map(({ boxPx }) => Math.round(boxPx.widthPx))).toEqual([sidePx]);
    }
  });

  it('are found in strips of any shape', async () => {
    const person = { sidePx: 100, rollDegrees: 0 };
    expect((await find(12_000, 1500, [{ ...person, x: 7777, y: 900 }])).faces).toHaveLength(1);
    expect((await find(720, 9000, [{ ...person, x: 60, y: 4321 }])).faces).toHaveLength(1);
    expect((await find(120, 130, [{ ...person, x: 60, y: 65 }])).faces).toHaveLength(1);
  });

  it('are turned the right way at every tilt', async () => {
    for (let rollDegrees = -165; rollDegrees <= 180; rollDegrees += 15) {
      const { faces } = await find(640, 480, [{ x: 300, y: 200, sidePx: 150, rollDegrees }]);
      expect(faces).toHaveLength(1);
      const off = faces.map((face) => rollOf(face) - rollDegrees);
      for (const degrees of off) {
        expect(Math.abs(((degrees + 540) % 360) - 180)).toBeLessThan(1);
      }
    }
  });

  it('are told apart where they stand cheek by cheek', async () => {
    const person = { y: 240, sidePx: 90, rollDegrees: 0 };
    const { faces } = await find(640, 480, [
      { ...person, x: 200 },
      { ...person, x: 270 },
    ]);
    expect(faces).toHaveLength(2);
  });

  it('are no things that look otherwise in each square', async () => {
    const thing = { x: 320, y: 240, sidePx: 100, rollDegrees: 0, isThing: true };
    expect((await find(640, 480, [thing])).faces).toEqual([]);
  });

  it('are looked for from the whole to the smallest tile, and the share grows to 1', async () => {
    const { shares } = await find(640, 480, []);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    // The whole and tiles of 320 and 160 px from four sides: 1, 6 and 20 squares.
    expect(shares).toHaveLength(4 * (1 + 6 + 24));
  });
});

describe('tiles', () => {
  it('halve from the largest that is smaller than the picture down to 160 px', () => {
    expect(tileSides(4000)).toEqual([4000, 2560, 1280, 640, 320, 160]);
    expect(tileSides(160)).toEqual([160]);
    expect(tileSides(90)).toEqual([90]);
  });

  it('of whole pixels cover the picture, and show what is a third of them whole', () => {
    for (const [widthPx, heightPx, sidePx] of [
      [4000, 3000, 640],
      [641, 479, 160],
      [500, 100, 160],
    ] as const) {
      const all = tiles(widthPx, heightPx, sidePx).map(({ originPx }) => originPx);
      const facePx = 0.32 * sidePx;
      for (let x = 0; x + facePx <= widthPx; x += 7) {
        for (let y = 0; y + Math.min(facePx, heightPx) <= heightPx; y += 7) {
          const isWhole = all.some(
            ({ xPx, yPx }) =>
              xPx <= x &&
              yPx <= y &&
              x + facePx <= xPx + sidePx + 1 &&
              y + Math.min(facePx, heightPx) <= yPx + sidePx + 1,
          );
          if (!isWhole) throw new Error(`no tile of ${sidePx} shows a face at ${x}, ${y}`);
        }
      }
      expect(all.every(({ xPx, yPx }) => Number.isInteger(xPx) && Number.isInteger(yPx))).toBe(
        true,
      );
    }
  });
});
