import type { Letterbox } from '../crops/letterbox';
import type { PointPx } from '../types';
import { matchBlock, toGrey, type Block, type GreyImage } from './blockMatch';
import { between, mapKeypoints, rootMeanSquarePx, type Detection } from './detection';
import { isSameFace, type FaceFinder, type FrameViews } from './faceFinder';
import { createFollowedFaces, type FollowedFace, type Sighting } from './followedFaces';
import { matchBoxes } from './matching';

/** A face is looked at again, or faces are looked for, this long after the last of such looks. */
const LOOK_AGAIN_AFTER_MS = 130;
/** Faces are looked for in all of the frame after so long: one that comes is found by then. */
const SEARCH_AGAIN_AFTER_MS = 250;
/**
 * A block that differs by more has changed, or is another: look at the face again. A face before a
 * still camera differs by about 1 from frame to frame, by its noise.
 */
const CHANGED_GREY = 6;
/**
 * How much of its difference from where a face was followed to a new look may keep. The
 * detector's points tremble with a sensor's noise: by 0.2 % of the face's side at 2 grey levels of
 * it, by 0.9 % at 10 (deviation over 60 frames of a still face of 98 px in 640 x 480). The followed
 * ones do not. A head that turns, tilts or nears differs by more, and is believed the more.
 */
const TREMBLE_SIDES = 0.02;
const TREMBLE_SHARE = 0.2;
const MOVED_SIDES = 0.08;
/** Sizes that differ by more are two faces; two looks at one face agree within some percent. */
const SAME_SIZE_RATIO = 1.5;
/** Smaller faces have too little in them to be followed. */
const LEAST_BLOCK_PX = 8;

/** Faces from frame to frame: found by the detector at times, and followed in between. */
export interface Follower {
  /**
   * The frame's faces, largest first.
   *
   * @param timestampMs of the frame, on one clock; a clock that goes back forgets every face
   */
  find(frame: FrameViews, timestampMs: number): Promise<readonly FollowedFace[]>;
  /** Forgets every face, so that the next frame is searched. */
  reset(): void;
}

/** The last frame. */
interface Seen {
  readonly grey: GreyImage;
  readonly letterbox: Letterbox;
  readonly timestampMs: number;
  readonly faces: readonly FollowedFace[];
  /** Of the last look at a face or at all of a frame, and of the last of the latter. */
  readonly lookedMs: number;
  readonly searchedMs: number;
}

/** A face of the last frame in this one. */
interface Followed {
  readonly known: FollowedFace;
  /** Undefined if its place cannot be told by comparing blocks. */
  readonly now: Detection | undefined;
}

/**
 * A follower around a finder. While a frame shows the same faces a little elsewhere, they are moved
 * there by comparing blocks of the detector's 128 px square, a twentieth of the detector's work.
 * Meanwhile looks take turns: at the whole frame for faces that came or went, and at one face after
 * the other from near. A face that changed is looked at at once; a frame without a face is always
 * searched, all of it and one of its parts after the other for faces too small for that. What a look
 * says of a face that was followed moves it only as far as the detector can be believed, so that its
 * crop does not jump. Where one face hides another, a look at the hidden one finds the other: a face
 * is told once.
 */
export function createFollower(finder: FaceFinder): Follower {
  const records = createFollowedFaces();
  let seen: Seen | undefined;
  let nextPart = 0;

  /** The last frame's faces; none where the frames cannot be compared. */
  function follow({ letterbox }: FrameViews, grey: GreyImage, timestampMs: number): Followed[] {
    if (seen === undefined || timestampMs < seen.timestampMs) return [];
    if (!isSame(letterbox, seen.letterbox)) return [];
    const { grey: old } = seen;
    return seen.faces.map((known) => ({ known, now: moved(known.found, old, grey, letterbox) }));
  }

  /** Those that have to be looked at now: all that changed and, if a look is due, one more. */
  function choose(followed: readonly Followed[], sinceLookMs: number): Set<Followed> {
    const chosen = followed.filter(({ now }) => now === undefined);
    if (chosen.length === 0 && sinceLookMs >= LOOK_AGAIN_AFTER_MS) {
      chosen.push(...followed.toSorted((a, b) => a.known.lookedMs - b.known.lookedMs).slice(0, 1));
    }
    return new Set(chosen);
  }

  /** The faces, some looked at from near; undefined if one of these is not there, or is another. */
  async function lookAt(
    frame: FrameViews,
    followed: readonly Followed[],
    chosen: ReadonlySet<Followed>,
    timestampMs: number,
  ): Promise<Sighting[] | undefined> {
    const faces: Sighting[] = [];
    for (const each of followed) {
      const { known, now } = each;
      if (!chosen.has(each)) {
        faces.push({ known, found: now ?? known.found, lookedMs: known.lookedMs });
        continue;
      }
      const face = await finder.closeUp(frame, now ?? known.found);
      if (face === undefined) return undefined;
      faces.push({ known, found: steadied(now, face), lookedMs: timestampMs });
    }
    const isTwice = faces.some(
      ({ lookedMs, found }, index) =>
        lookedMs === timestampMs && isTold(faces.toSpliced(index, 1), found),
    );
    return isTwice ? undefined : faces;
  }

  /** The frame's faces: those that came, looked at from near, and those that were followed. */
  async function search(
    frame: FrameViews,
    followed: readonly Followed[],
    timestampMs: number,
  ): Promise<Sighting[]> {
    const fresh = await finder.everywhere(frame);
    const matches = matchBoxes(
      followed.map(({ now, known }) => (now ?? known.found).boxPx),
      fresh.map(({ boxPx }) => boxPx),
    );
    const faces: Sighting[] = [];
    for (const [index, face] of fresh.entries()) {
      const { known, now } = followed[matches[index] ?? followed.length] ?? {};
      if (known === undefined || now === undefined) {
        const found = (await finder.closeUp(frame, face)) ?? face;
        faces.push({ known, found, lookedMs: timestampMs });
      } else {
        faces.push({ known, found: { ...now, score: face.score }, lookedMs: known.lookedMs });
      }
    }
    // A head far on its side, or a small one, is seen from near alone.
    for (const [index, { known, now }] of followed.entries()) {
      if (now === undefined || matches.includes(index)) continue;
      const face = await finder.closeUp(frame, now);
      if (face === undefined || isTold(faces, face)) continue;
      faces.push({ known, found: steadied(now, face), lookedMs: timestampMs });
    }
    if (faces.length > 0) return faces;
    const small = await finder.inPart(frame, nextPart);
    nextPart += 1;
    return small.map((found) => ({ found, lookedMs: timestampMs }));
  }

  return {
    async find(frame, timestampMs) {
      const { letterbox } = frame;
      const grey = toGrey(frame.square);
      const followed = follow(frame, grey, timestampMs);
      const last = seen;
      if (last !== undefined && isFresh(last, followed, timestampMs)) {
        const chosen = choose(followed, timestampMs - last.lookedMs);
        const sightings = await lookAt(frame, followed, chosen, timestampMs);
        if (sightings !== undefined) {
          const faces = records.update(sightings, timestampMs);
          const lookedMs = chosen.size > 0 ? timestampMs : last.lookedMs;
          seen = { ...last, grey, timestampMs, faces, lookedMs };
          return faces;
        }
      }
      const sightings = await search(frame, followed, timestampMs);
      const faces = records.update(sightings, timestampMs);
      const looked = { lookedMs: timestampMs, searchedMs: timestampMs };
      seen = { grey, letterbox, timestampMs, faces, ...looked };
      return faces;
    },
    reset() {
      seen = undefined;
      records.reset();
    },
  };
}

/** Whether one of these is that face: at its place, and of about its size. */
function isTold(faces: readonly Sighting[], face: Detection): boolean {
  return faces.some(({ found }) => {
    const ratio = found.boxPx.widthPx / face.boxPx.widthPx;
    return isSameFace(found, face) && Math.max(ratio, 1 / ratio) < SAME_SIZE_RATIO;
  });
}

/** Whether the frame need not be searched: its faces are known, and the last search is not old. */
function isFresh({ searchedMs }: Seen, followed: readonly Followed[], nowMs: number): boolean {
  return followed.length > 0 && nowMs - searchedMs < SEARCH_AGAIN_AFTER_MS;
}

/** A new look at a face, drawn towards where it was followed to, if it was. */
function steadied(before: Detection | undefined, face: Detection): Detection {
  if (before === undefined) return face;
  const differenceSides = rootMeanSquarePx(before, face) / face.boxPx.widthPx;
  const certain = (differenceSides - TREMBLE_SIDES) / (MOVED_SIDES - TREMBLE_SIDES);
  const share = TREMBLE_SHARE + (1 - TREMBLE_SHARE) * Math.max(0, Math.min(1, certain));
  return between(before, face, share);
}

/** The face where its block went; undefined if it cannot be told. */
function moved(
  face: Detection,
  before: GreyImage,
  after: GreyImage,
  letterbox: Letterbox,
): Detection | undefined {
  const block = toBlock(face, letterbox);
  if (Math.min(block.width, block.height) < LEAST_BLOCK_PX) return undefined;
  const match = matchBlock(before, after, block);
  if (match === undefined || match.difference > CHANGED_GREY) return undefined;
  const dx = match.dx / letterbox.scale;
  const dy = match.dy / letterbox.scale;
  const move = ({ xPx, yPx }: PointPx): PointPx => ({ xPx: xPx + dx, yPx: yPx + dy });
  return {
    score: face.score,
    boxPx: { ...face.boxPx, ...move(face.boxPx) },
    keypointsPx: mapKeypoints(face.keypointsPx, move),
  };
}

/** The face's box in the square, cut where it leaves it. */
function toBlock({ boxPx }: Detection, { scale, leftPx, topPx, sidePx }: Letterbox): Block {
  const inSquare = (start: number, px: number) =>
    Math.max(0, Math.min(sidePx, Math.round(start + px * scale)));
  const left = inSquare(leftPx, boxPx.xPx);
  const top = inSquare(topPx, boxPx.yPx);
  const width = inSquare(leftPx, boxPx.xPx + boxPx.widthPx) - left;
  const height = inSquare(topPx, boxPx.yPx + boxPx.heightPx) - top;
  return { left, top, width, height };
}

function isSame(a: Letterbox, b: Letterbox): boolean {
  return a.scale === b.scale && a.leftPx === b.leftPx && a.topPx === b.topPx;
}
