import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../../src/vision/crops/crop';
import { fitLetterbox } from '../../../src/vision/crops/letterbox';
import type { Letterbox } from '../../../src/vision/crops/letterbox';
import type { Detection } from '../../../src/vision/faces/detection';
import type { FaceFinder, FrameViews } from '../../../src/vision/faces/faceFinder';
import type { FollowedFace } from '../../../src/vision/faces/followedFaces';
import { createFollower } from '../../../src/vision/faces/follower';
import type { PointPx } from '../../../src/vision/types';
import { pattern, SIDE } from './pattern';

const FRAME_MS = 1000 / 30;
const LETTERBOX = fitLetterbox(640, 480, SIDE);

function faceAt(xPx: number, yPx: number): Detection {
  const at = (x: number, y: number) => ({ xPx: xPx + x * 150, yPx: yPx + y * 150 });
  return {
    score: 0.9,
    boxPx: { xPx, yPx, widthPx: 150, heightPx: 150 },
    keypointsPx: {
      rightEye: at(0.3, 0.3),
      leftEye: at(0.7, 0.3),
      noseTip: at(0.5, 0.5),
      mouthCentre: at(0.5, 0.75),
      rightEarTragion: at(0.1, 0.4),
      leftEarTragion: at(0.9, 0.4),
    },
  };
}

function pointsOf({ keypointsPx }: Detection): PointPx[] {
  return Object.values<PointPx>({ ...keypointsPx });
}

/** A frame of which nothing else is looked at. */
function frameOf(square: RgbaImage, letterbox: Letterbox = LETTERBOX): FrameViews {
  return { widthPx: 640, heightPx: 480, square, letterbox, turned: () => square };
}

/** Parts of frames in which no face is. */
const NO_PARTS = {
  inPart: () => Promise.resolve([]),
  seenIn: () => Promise.reject(new Error('expected no look at a picture by itself')),
};

/** A finder that always sees the same faces, and counts how often it was asked for what. */
function fixedFinder(faces: Detection[]) {
  const asked = { everywhere: 0, closeUp: 0 };
  const finder: FaceFinder = {
    ...NO_PARTS,
    everywhere: () => {
      asked.everywhere += 1;
      return Promise.resolve(faces);
    },
    closeUp: (_frame, face) => {
      asked.closeUp += 1;
      return Promise.resolve(closest(faces, face));
    },
  };
  return { finder, asked };
}

/** The one of these that lies within a side of where a face is thought to be. */
function closest(faces: readonly Detection[], about: Detection): Detection | undefined {
  const off = ({ boxPx }: Detection) =>
    Math.hypot(boxPx.xPx - about.boxPx.xPx, boxPx.yPx - about.boxPx.yPx);
  const [nearest] = faces.toSorted((a, b) => off(a) - off(b));
  return nearest && off(nearest) < about.boxPx.widthPx ? nearest : undefined;
}

describe('a follower', () => {
  it('moves every point of a face by what its block moved, in pixels of the frame', async () => {
    const { finder, asked } = fixedFinder([faceAt(200, 150)]);
    const follower = createFollower(finder);
    await follower.find(frameOf(pattern(0, 0)), 0);
    const face = (await follower.find(frameOf(pattern(2, -1)), FRAME_MS))[0]?.found;
    expect(asked).toEqual({ everywhere: 1, closeUp: 1 });
    if (face === undefined) throw new Error('expected the face');
    // A pixel of the square is five of the frame.
    const start = faceAt(200, 150);
    expect(face.boxPx.xPx - start.boxPx.xPx).toBeCloseTo(10, 0);
    expect(face.boxPx.yPx - start.boxPx.yPx).toBeCloseTo(-5, 0);
    const now = pointsOf(face);
    expect(now).toHaveLength(6);
    for (const [index, point] of pointsOf(start).entries()) {
      expect((now[index]?.xPx ?? NaN) - point.xPx).toBeCloseTo(10, 0);
      expect((now[index]?.yPx ?? NaN) - point.yPx).toBeCloseTo(-5, 0);
    }
    expect(face.boxPx.widthPx).toBe(150);
  });

  it('follows from the frame before, so that many small steps add up', async () => {
    const { finder, asked } = fixedFinder([faceAt(200, 150)]);
    const follower = createFollower(finder);
    let faces: readonly FollowedFace[] = [];
    for (const step of [0, 1, 2, 3]) {
      faces = await follower.find(frameOf(pattern(2 * step, 0)), step * FRAME_MS);
    }
    expect(asked).toEqual({ everywhere: 1, closeUp: 1 });
    expect((faces[0]?.found.boxPx.xPx ?? NaN) - 200).toBeCloseTo(30, -0.7);
  });

  it('alternates between the whole frame and close-ups, each about four times a second', async () => {
    const { finder, asked } = fixedFinder([faceAt(200, 150)]);
    const follower = createFollower(finder);
    const looks: string[] = [];
    for (let frame = 0; frame < 30; frame += 1) {
      const before = { ...asked };
      await follower.find(frameOf(pattern(0, 0)), frame * FRAME_MS);
      const searched = asked.everywhere > before.everywhere;
      const looked = asked.closeUp > before.closeUp;
      if (searched || looked)
        looks.push(`${frame}${searched ? ' all' : ''}${looked ? ' near' : ''}`);
    }
    // A new face gets its close-up at once; a followed one does not.
    expect(looks).toEqual([
      '0 all near',
      '4 near',
      '8 all',
      '12 near',
      '16 all',
      '20 near',
      '24 all',
      '28 near',
    ]);
  });

  it('looks at one of several faces after the other', async () => {
    const faces = [faceAt(30, 100), faceAt(250, 100), faceAt(450, 100)];
    const seen: number[] = [];
    const follower = createFollower({
      ...NO_PARTS,
      everywhere: () => Promise.resolve(faces),
      closeUp: (_frame, face) => {
        seen.push(Math.round(face.boxPx.xPx / 10) * 10);
        return Promise.resolve(face);
      },
    });
    for (let frame = 0; frame < 24; frame += 1) {
      await follower.find(frameOf(pattern(0, 0)), frame * FRAME_MS);
    }
    expect(seen.slice(0, 3)).toEqual([30, 250, 450]);
    expect(seen.slice(3)).toEqual([30, 250, 450]);
  });

  it('takes a close-up of a face that changed at once, and does not search the frame', async () => {
    const { finder, asked } = fixedFinder([faceAt(200, 150)]);
    const follower = createFollower(finder);
    await follower.find(frameOf(pattern(0, 0)), 0);
    await follower.find(frameOf(pattern(0, 0, 2)), FRAME_MS);
    expect(asked).toEqual({ everywhere: 1, closeUp: 2 });
  });

  it('searches the frame when a face is not where it was', async () => {
    let face = faceAt(30, 100);
    const follower = createFollower({
      ...NO_PARTS,
      everywhere: () => Promise.resolve([face]),
      closeUp: (_frame, about) => Promise.resolve(closest([face], about)),
    });
    await follower.find(frameOf(pattern(0, 0)), 0);
    face = faceAt(450, 100);
    const found = await follower.find(frameOf(pattern(0, 0, 2)), FRAME_MS);
    expect(found.map((each) => each.found)).toEqual([face]);
  });

  it('keeps a face that only close-ups show, such as a head far on its side', async () => {
    const face = faceAt(200, 150);
    const { finder, asked } = fixedFinder([face]);
    const follower = createFollower({
      ...finder,
      everywhere: (frame) =>
        asked.everywhere > 0 ? Promise.resolve([]) : finder.everywhere(frame),
    });
    const counts: number[] = [];
    for (let frame = 0; frame < 20; frame += 1) {
      counts.push((await follower.find(frameOf(pattern(0, 0)), frame * FRAME_MS)).length);
    }
    expect(new Set(counts)).toEqual(new Set([1]));
  });

  it('finds a small face in one part after the other, then follows it and looks at parts no more', async () => {
    const face = faceAt(200, 150);
    const { finder } = fixedFinder([face]);
    const parts: number[] = [];
    const follower = createFollower({
      ...finder,
      everywhere: () => Promise.resolve([]),
      inPart: (_frame, part) => {
        parts.push(part);
        return Promise.resolve(part === 3 ? [face] : []);
      },
    });
    const counts: number[] = [];
    for (let frame = 0; frame < 30; frame += 1) {
      counts.push((await follower.find(frameOf(pattern(0, 0)), frame * FRAME_MS)).length);
    }
    expect(parts).toEqual([0, 1, 2, 3]);
    expect(counts).toEqual([0, 0, 0, ...Array.from({ length: 27 }, () => 1)]);
  });

  it.each([
    ['changes with the light', 2, FRAME_MS],
    ['is looked for again', 0, 300],
  ])('tells a face once when one that it hides %s', async (_what, phase, atMs) => {
    // The hidden one's close-up shows the other.
    const [hidden, before] = [faceAt(150, 150), faceAt(240, 150)];
    let faces = [hidden, before];
    const follower = createFollower({
      ...NO_PARTS,
      everywhere: () => Promise.resolve(faces),
      closeUp: (_frame, about) => Promise.resolve(closest(faces, about)),
    });
    expect(await follower.find(frameOf(pattern(0, 0)), 0)).toHaveLength(2);
    faces = [before];
    const found = await follower.find(frameOf(pattern(0, 0, phase)), atMs);
    expect(found).toHaveLength(1);
    // A followed face trembles by some hundredths of a pixel.
    expect(Math.abs((found[0]?.found.boxPx.xPx ?? 0) - before.boxPx.xPx)).toBeLessThan(0.1);
  });

  it('tells a small face before a larger one too', async () => {
    const large = faceAt(150, 100);
    const inFront = faceAt(180, 130);
    const small = { ...inFront, boxPx: { ...inFront.boxPx, widthPx: 90, heightPx: 90 } };
    const { finder } = fixedFinder([large, small]);
    const follower = createFollower({
      ...finder,
      closeUp: (_frame, face) =>
        Promise.resolve([large, small].find(({ boxPx }) => boxPx.widthPx === face.boxPx.widthPx)),
    });
    for (const [index, phase] of [0, 2, 4].entries()) {
      const found = await follower.find(frameOf(pattern(0, 0, phase)), index * FRAME_MS);
      expect(found).toHaveLength(2);
    }
  });

  it.each([
    ['the frame has another shape', fitLetterbox(480, 640, SIDE), FRAME_MS],
    ['the clock goes back', LETTERBOX, -1],
  ])('searches again when %s', async (_reason, letterbox, atMs) => {
    const { finder, asked } = fixedFinder([faceAt(200, 150)]);
    const follower = createFollower(finder);
    await follower.find(frameOf(pattern(0, 0)), 0);
    await follower.find(frameOf(pattern(0, 0), letterbox), atMs);
    expect(asked.everywhere).toBe(2);
  });

  it('searches in every frame while no face is there, and after a reset', async () => {
    const none = fixedFinder([]);
    const follower = createFollower(none.finder);
    await follower.find(frameOf(pattern(0, 0)), 0);
    await follower.find(frameOf(pattern(0, 0)), 1);
    expect(none.asked).toEqual({ everywhere: 2, closeUp: 0 });
    const one = fixedFinder([faceAt(200, 150)]);
    const other = createFollower(one.finder);
    await other.find(frameOf(pattern(0, 0)), 0);
    other.reset();
    await other.find(frameOf(pattern(0, 0)), 1);
    expect(one.asked.everywhere).toBe(2);
  });
});
