import type { Letterbox } from '../crops/letterbox';
import type { PointPx } from '../types';
import { matchBlock, toGrey, type Block, type GreyImage } from './blockMatch';
import { between, mapKeypoints, rootMeanSquarePx, type Detection } from './detection';
import { isSameFace, type FaceFinder, type FrameViews } from './faceFinder';
import { createFollowedFaces, type FollowedFace, type Sighting } from './followedFaces';
import { matchBoxes } from './matching';

/** The next close-up is due this long after the last close-up or search. */
const LOOK_AGAIN_AFTER_MS = 130;
/** The whole frame is searched again after this time, so that a new face is found by then. */
const SEARCH_AGAIN_AFTER_MS = 250;
/**
 * A block that differs by more has changed, or is another one, so the face needs a close-up. With a
 * still camera, noise makes a face differ by about 1 from frame to frame.
 */
const CHANGED_GREY = 6;
/**
 * How far a new detection moves a followed face towards itself. The detector's points tremble with a
 * sensor's noise: by 0.2 % of the face's side at 2 grey levels, by 0.9 % at 10 (deviation over 60
 * frames of a still face of 98 px in 640 x 480). Followed points do not. A head that turns, tilts or
 * comes closer differs by more, and then the detection counts more.
 */
const TREMBLE_SIDES = 0.02;
const TREMBLE_SHARE = 0.2;
const MOVED_SIDES = 0.08;
/** Sizes that differ by more belong to two faces; two detections of one face agree within a few percent. */
const SAME_SIZE_RATIO = 1.5;
/** Smaller faces have too little detail to be followed. */
const LEAST_BLOCK_PX = 8;

/** Follows faces from frame to frame; the detector runs at times only. */
export interface Follower {
  /**
   * The frame's faces, largest first.
   *
   * @param timestampMs of the frame, on one clock; if it goes back, every face is forgotten
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
  /** Times of the last close-up or search, and of the last search. */
  readonly lookedMs: number;
  readonly searchedMs: number;
}

/** A face of the last frame, followed into this one. */
interface Followed {
  readonly known: FollowedFace;
  /** Undefined if comparing blocks cannot locate it. */
  readonly now: Detection | undefined;
}

/**
 * A follower around a finder. While a frame shows the same faces a little moved, comparing blocks of
 * the detector's 128 px square moves them, at a twentieth of the detector's work. Meanwhile the detector
 * alternates: it searches the whole frame for faces that came or went, and takes close-ups of one face
 * after the other. A face that changed gets its close-up at once. A frame without a face is always
 * searched, and so is one of its parts, in turn, for small faces. A detection moves a followed face
 * only as far as the detector is reliable, so that its crop does not jump. If one face hides another,
 * the hidden one's close-up finds the other; each face is reported once.
 */
export function createFollower(finder: FaceFinder): Follower {
  const records = createFollowedFaces();
  let seen: Seen | undefined;
  let nextPart = 0;

  /** The last frame's faces; none if the frames cannot be compared. */
  function follow({ letterbox }: FrameViews, grey: GreyImage, timestampMs: number): Followed[] {
    if (seen === undefined || timestampMs < seen.timestampMs) return [];
    if (!isSame(letterbox, seen.letterbox)) return [];
    const { grey: old } = seen;
    return seen.faces.map((known) => ({ known, now: moved(known.found, old, grey, letterbox) }));
  }

  /** The faces that need a close-up now: all that changed or, if one is due, one more. */
  function choose(followed: readonly Followed[], sinceLookMs: number): Set<Followed> {
    const chosen = followed.filter(({ now }) => now === undefined);
    if (chosen.length === 0 && sinceLookMs >= LOOK_AGAIN_AFTER_MS) {
      chosen.push(...followed.toSorted((a, b) => a.known.lookedMs - b.known.lookedMs).slice(0, 1));
    }
    return new Set(chosen);
  }

  /** The faces, some from close-ups; undefined if one of these shows no face, or another one. */
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

  /** The frame's faces: new ones, from close-ups, and followed ones. */
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
    // Only close-ups show small heads and heads far on their side.
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

/** Whether one of these is that face: at the same place, about the same size. */
function isTold(faces: readonly Sighting[], face: Detection): boolean {
  return faces.some(({ found }) => {
    const ratio = found.boxPx.widthPx / face.boxPx.widthPx;
    return isSameFace(found, face) && Math.max(ratio, 1 / ratio) < SAME_SIZE_RATIO;
  });
}

/** Whether the frame need not be searched: its faces are known, and the last search is recent. */
function isFresh({ searchedMs }: Seen, followed: readonly Followed[], nowMs: number): boolean {
  return followed.length > 0 && nowMs - searchedMs < SEARCH_AGAIN_AFTER_MS;
}

/** A new detection of a face, moved towards the place to which it was followed, if it was. */
function steadied(before: Detection | undefined, face: Detection): Detection {
  if (before === undefined) return face;
  const differenceSides = rootMeanSquarePx(before, face) / face.boxPx.widthPx;
  const certain = (differenceSides - TREMBLE_SIDES) / (MOVED_SIDES - TREMBLE_SIDES);
  const share = TREMBLE_SHARE + (1 - TREMBLE_SHARE) * Math.max(0, Math.min(1, certain));
  return between(before, face, share);
}

/** The face moved with its block; undefined if that cannot be located. */
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

/** The face's box, clipped to the square. */
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
