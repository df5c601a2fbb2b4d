import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBench } from './openBench.js';
import { median } from './statistics.js';
import { table } from './table.js';

/** @typedef {{ x: number, y: number, width: number, height: number }} Box in pixels */
/** @typedef {{ x: number, y: number, heightPx: number }} DrawnFace its middle and its height */
/** @typedef {{ file: string, faces: DrawnFace[] }} Still */

/** Each with what finds most faces in a large picture, as its own documentation has it. */
const CONTENDERS = [
  { title: 'Mien', adapter: 'mien', settings: {} },
  {
    title: '@vladmandic/face-api, tiny detector 608',
    adapter: 'faceApi',
    settings: { inputSize: 608 },
  },
  { title: '@vladmandic/face-api, SSD', adapter: 'faceApi', settings: { isLarge: true } },
  { title: '@vladmandic/human', adapter: 'human', settings: { maxDetected: 100 } },
];
const TURNS = 3;

/**
 * Which faces each finds in pictures of 12 megapixels, by their height, and how long that takes with
 * their expressions, turn by turn.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string} frames folder that frames.py filled
 */
export async function readStills(browser, url, frames) {
  /** @type {Still[]} */
  const stills = JSON.parse(readFileSync(join(frames, 'stills.json'), 'utf8'));
  const heights = [...new Set(stills.flatMap(({ faces }) => faces.map((face) => face.heightPx)))];
  const seats = [];
  for (const contender of CONTENDERS) {
    const seat = { contender, ...(await openBench(browser, url, contender)) };
    // The first picture of all also starts the kernels.
    await seat.find(stills[0]?.file ?? '');
    seats.push({ ...seat, ms: /** @type {number[]} */ ([]), boxes: /** @type {Box[][]} */ ([]) });
  }
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [index, { file }] of stills.entries()) {
      for (const seat of seats) {
        const { ms, boxes } = await seat.find(file);
        seat.ms.push(ms);
        seat.boxes[index] = boxes;
      }
    }
  }
  return {
    stills: stills.length,
    rows: seats.map(({ contender: { title }, ms, boxes }) => {
      const matched = stills.map(({ faces }, index) => match(faces, boxes[index] ?? []));
      return {
        title,
        seconds: median(ms) / 1000,
        found: heights
          .toSorted((a, b) => a - b)
          .map((heightPx) => ({
            heightPx,
            of: stills.flatMap(({ faces }) => faces).filter((face) => face.heightPx === heightPx)
              .length,
            faces: matched.flatMap(({ found }) => found).filter((face) => face.heightPx === heightPx)
              .length,
          })),
        wrong: matched.reduce((sum, { wrong }) => sum + wrong, 0),
      };
    }),
  };
}

/**
 * Which of the faces have a box around them, and how many boxes are around no face, or around one that
 * has another.
 *
 * @param {readonly DrawnFace[]} faces
 * @param {readonly Box[]} boxes
 */
export function match(faces, boxes) {
  const found = faces.filter((face) => boxes.some((box) => isAround(box, face)));
  return { found, wrong: boxes.length - found.length };
}

/**
 * @param {Box} box
 * @param {DrawnFace} face
 */
function isAround({ x, y, width, height }, face) {
  const apart = Math.hypot(x + width / 2 - face.x, y + height / 2 - face.y);
  return apart < face.heightPx / 2 && height > face.heightPx / 2 && height < 2.5 * face.heightPx;
}

/** @param {Awaited<ReturnType<typeof readStills>>} result */
export function stillsTable({ rows }) {
  const [first] = rows;
  const head = first?.found.map(({ heightPx }) => `${heightPx} px`) ?? [];
  return table(
    ['Contender', 'Seconds a picture', ...head, 'Wrong or twice'],
    rows.map(({ title, seconds, found, wrong }) => [
      title,
      seconds.toFixed(2),
      ...found.map(({ faces, of }) => `${faces} of ${of}`),
      String(wrong),
    ]),
  );
}
