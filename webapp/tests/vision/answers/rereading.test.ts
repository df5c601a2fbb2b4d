import { beforeEach, describe, expect, it } from 'vitest';
import type { Classifier } from '../../../src/vision/answers/classifier';
import { largestDifference, readInTurn } from '../../../src/vision/answers/rereading';
import type { Detection } from '../../../src/vision/faces/detection';
import { createFollowedFaces, type FollowedFaces } from '../../../src/vision/faces/followedFaces';

const SIDE = 48;

function face(greyAt: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE }, (_, at) =>
    greyAt(at % SIDE, Math.floor(at / SIDE)),
  );
}

const PLAIN = face((x, y) => 100 + x + y);
/** As `PLAIN`, but for one part of 8 x 8 pixels, the corner of a mouth, which is `darker`. */
const withMouth = (darker: number) =>
  face((x, y) => 100 + x + y - (x >= 16 && x < 24 && y >= 32 && y < 40 ? darker : 0));

describe('largestDifference', () => {
  it('is that of the part which differs most', () => {
    expect(largestDifference(PLAIN, PLAIN)).toBe(0);
    expect(largestDifference(PLAIN, withMouth(7))).toBe(7);
    expect(largestDifference(withMouth(7), PLAIN)).toBe(7);
  });

  it('takes a part as a mean: one pixel of 64 counts little', () => {
    const pixel = face((x, y) => 100 + x + y + (x === 20 && y === 35 ? 64 : 0));
    expect(largestDifference(PLAIN, pixel)).toBe(1);
  });
});

/** Detected points and box of a face; those with different numbers lie apart. */
function detectionOf(number: number): Detection {
  const at = { xPx: 1000 * number, yPx: 0 };
  return {
    score: 1,
    boxPx: { ...at, widthPx: 100, heightPx: 100 },
    keypointsPx: {
      rightEye: at,
      leftEye: at,
      noseTip: at,
      mouthCentre: at,
      rightEarTragion: at,
      leftEarTragion: at,
    },
  };
}

describe('reading in turn', () => {
  /** How many faces the network was asked about in each call. */
  let asked: number[];
  let classifier: Classifier;
  let records: FollowedFaces;

  beforeEach(() => {
    asked = [];
    let answers = 0;
    classifier = {
      classify: (faces) => {
        asked.push(faces.length);
        return Promise.resolve(
          faces.map(() => {
            answers += 1;
            return [answers];
          }),
        );
      },
    };
    records = createFollowedFaces();
  });

  /** What the records of these faces hold after a frame. */
  async function read(ms: number, ...seen: [number: number, grey: Uint8Array][]) {
    const detections = seen.map(([number]) => detectionOf(number));
    const found = records.update(
      detections.map((detection) => ({ found: detection, lookedMs: ms })),
      ms,
    );
    const faces = found.map((face) => ({
      face,
      grey: seen[detections.indexOf(face.found)]?.[1] ?? PLAIN,
    }));
    await readInTurn(classifier, faces);
    return detections.map(
      (detection) => found.find((face) => face.found === detection)?.reading?.probabilities,
    );
  }

  it('does not ask again about a face that differs by noise', async () => {
    expect(await read(0, [1, PLAIN])).toEqual([[1]]);
    expect(await read(33, [1, face((x, y) => 100 + x + y + ((x * y) % 5))])).toEqual([[1]]);
    expect(asked).toEqual([1, 0]);
  });

  it('asks again when a mouth moves', async () => {
    await read(0, [1, PLAIN]);
    expect(await read(33, [1, withMouth(5)])).toEqual([[2]]);
    expect(await read(66, [1, withMouth(5)])).toEqual([[2]]);
    expect(asked).toEqual([1, 1, 0]);
  });

  it('asks again when small changes add up, since it compares with what it read', async () => {
    await read(0, [1, PLAIN]);
    expect(await read(33, [1, withMouth(3)])).toEqual([[1]]);
    expect(await read(66, [1, withMouth(6)])).toEqual([[2]]);
  });

  it('asks again after a quarter of a second, and where the clock goes back', async () => {
    await read(0, [1, PLAIN]);
    expect(await read(249, [1, PLAIN])).toEqual([[1]]);
    expect(await read(250, [1, PLAIN])).toEqual([[2]]);
    expect(await read(100, [1, PLAIN])).toEqual([[3]]);
  });

  it('asks about the new ones of several faces alone, each under its own id', async () => {
    await read(0, [1, PLAIN], [2, withMouth(40)]);
    const found = await read(33, [3, withMouth(80)], [2, withMouth(40)], [1, PLAIN]);
    expect(found).toEqual([[3], [2], [1]]);
    expect(asked).toEqual([2, 1]);
  });

  it('asks about one a frame of several that have changed, in turn', async () => {
    const four = (step: number): [number, Uint8Array][] =>
      [1, 2, 3, 4].map((id) => [id, withMouth(5 + 10 * step)]);
    const readAt = new Map<number, number[]>();
    let before = await read(0, ...four(0));
    for (let frame = 1; frame <= 12; frame += 1) {
      const found = await read(33 * frame, ...four(frame % 2 === 0 ? 0 : 3));
      for (const [index, answer] of found.entries()) {
        if (answer?.[0] === before[index]?.[0]) continue;
        readAt.set(index, [...(readAt.get(index) ?? []), 33 * frame]);
      }
      before = found;
    }
    expect(asked.slice(1).every((count) => count <= 1)).toBe(true);
    expect(readAt.size).toBe(4);
    for (const times of readAt.values()) expect(times[0]).toBeLessThanOrEqual(250);
  });

  it('asks about the one first that has changed most', async () => {
    await read(0, [1, PLAIN], [2, PLAIN]);
    expect(await read(33, [1, withMouth(5)], [2, withMouth(50)])).toEqual([[1], [3]]);
    expect(await read(66, [1, withMouth(5)], [2, withMouth(50)])).toEqual([[4], [3]]);
  });

  it('leaves none waiting for longer than a quarter of a second on a slow phone', async () => {
    const faces = (level: number): [number, Uint8Array][] =>
      [1, 2, 3, 4].map((id) => [id, withMouth(level)]);
    await read(0, ...faces(0));
    await read(120, ...faces(40));
    // The next frame would be too late for the three others.
    await read(240, ...faces(80));
    expect(asked).toEqual([4, 1, 3]);
  });

  it('does not take one face for another, though they look alike', async () => {
    await read(0, [1, PLAIN]);
    expect(await read(33, [2, PLAIN])).toEqual([[2]]);
  });

  it('keeps what it said of a face that was away for a moment, and no longer', async () => {
    await read(0, [1, PLAIN]);
    await read(33);
    expect(await read(66, [1, PLAIN])).toEqual([[1]]);
    await read(99);
    expect(await read(600, [1, PLAIN])).toEqual([[2]]);
  });
});
