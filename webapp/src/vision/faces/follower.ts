import type { Letterbox } from '../crops/letterbox';
import type { PointPx } from '../types';
import { matchBlock, toGrey, type Block, type GreyImage } from './blockMatch';
import { between, mapKeypoints, rootMeanSquarePx, type Detection } from './detection';
import { isSameFace, type FaceFinder, type FrameViews } from './faceFinder';
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
  /** The frame's faces. */
  find(frame: FrameViews, timestampMs: number): Promise<Detection[]>;
  /** Forgets the last frame, so that the next is searched. */
  reset(): void;
}

interface Known {
  readonly face: Detection;
  readonly lookedMs: number;
}

interface Seen {
  readonly grey: GreyImage;
  readonly letterbox: Letterbox;
  readonly faces: readonly Known[];
  /** Of the last look at a face or at all of a frame, and of the last of the latter. */
  readonly lookedMs: number;
  readonly searchedMs: number;
}

/** A face of the last frame in this one. */
interface Followed {
  readonly before: Known;
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
  let seen: Seen | undefined;
  let nextPart = 0;

  /** The last frame's faces; none where the frames cannot be compared. */
  function follow({ letterbox }: FrameViews, grey: GreyImage, timestampMs: number): Followed[] {
    if (seen === undefined || timestampMs < seen.lookedMs) return [];
    if (!isSame(letterbox, seen.letterbox)) return [];
    const { grey: old } = seen;
    return seen.faces.map((before) => ({ before, now: moved(before.face, old, grey, letterbox) }));
  }

  /** Those that have to be looked at now: all that changed and, if a look is due, one more. */
  function choose(followed: readonly Followed[], sinceLookMs: number): Set<Followed> {
    const chosen = followed.filter(({ now }) => now === undefined);
    if (chosen.length === 0 && sinceLookMs >= LOOK_AGAIN_AFTER_MS) {
      chosen.push(
        ...followed.toSorted((a, b) => a.before.lookedMs - b.before.lookedMs).slice(0, 1),
      );
    }
    return new Set(chosen);
  }

  /** The faces, some looked at from near; undefined if one of these is not there, or is another. */
  async function lookAt(
    frame: FrameViews,
    followed: readonly Followed[],
    chosen: ReadonlySet<Followed>,
    timestampMs: number,
  ): Promise<Known[] | undefined> {
    const faces: Known[] = [];
    for (const each of followed) {
      if (!chosen.has(each)) {
        faces.push({ face: each.now ?? each.before.face, lookedMs: each.before.lookedMs });
        continue;
      }
      const face = await finder.closeUp(frame, each.now ?? each.before.face);
      if (face === undefined) return undefined;
      faces.push({ face: steadied(each.now, face), lookedMs: timestampMs });
    }
    const isLookedAt = ({ lookedMs }: Known) => lookedMs === timestampMs;
    const isTwice = faces.some(
      (known, index) => isLookedAt(known) && isTold(faces.toSpliced(index, 1), known.face),
    );
    return isTwice ? undefined : faces;
  }

  /** The frame's faces: those that came, looked at from near, and those that were followed. */
  async function search(
    frame: FrameViews,
    followed: readonly Followed[],
    timestampMs: number,
  ): Promise<Known[]> {
    const fresh = await finder.everywhere(frame);
    const matches = matchBoxes(
      followed.map(({ now, before }) => (now ?? before.face).boxPx),
      fresh.map(({ boxPx }) => boxPx),
    );
    const faces: Known[] = [];
    for (const [index, face] of fresh.entries()) {
      const known = followed[matches[index] ?? followed.length];
      if (known?.now === undefined) {
        faces.push({ face: (await finder.closeUp(frame, face)) ?? face, lookedMs: timestampMs });
      } else {
        faces.push({ face: { ...known.now, score: face.score }, lookedMs: known.before.lookedMs });
      }
    }
    // A head far on its side, or a small one, is seen from near alone.
    for (const [index, { now }] of followed.entries()) {
      if (now === undefined || matches.includes(index)) continue;
      const face = await finder.closeUp(frame, now);
      if (face === undefined || isTold(faces, face)) continue;
      faces.push({ face: steadied(now, face), lookedMs: timestampMs });
    }
    if (faces.length > 0) return faces;
    const small = await finder.inPart(frame, nextPart);
    nextPart += 1;
    return small.map((face) => ({ face, lookedMs: timestampMs }));
  }

  return {
    async find(frame, timestampMs) {
      const grey = toGrey(frame.square);
      const followed = follow(frame, grey, timestampMs);
      const last = seen;
      if (last !== undefined && isFresh(last, followed, timestampMs)) {
        const chosen = choose(followed, timestampMs - last.lookedMs);
        const faces = await lookAt(frame, followed, chosen, timestampMs);
        if (faces !== undefined) {
          const lookedMs = chosen.size > 0 ? timestampMs : last.lookedMs;
          seen = { ...last, grey, faces, lookedMs };
          return faces.map(({ face }) => face);
        }
      }
      const faces = await search(frame, followed, timestampMs);
      const { letterbox } = frame;
      seen = { grey, letterbox, faces, lookedMs: timestampMs, searchedMs: timestampMs };
      return faces.map(({ face }) => face);
    },
    reset() {
      seen = undefined;
    },
  };
}

/** Whether one of these is that face: at its place, and of about its size. */
function isTold(faces: readonly Known[], face: Detection): boolean {
  return faces.some((known) => {
    const ratio = known.face.boxPx.widthPx / face.boxPx.widthPx;
    return isSameFace(known.face, face) && Math.max(ratio, 1 / ratio) < SAME_SIZE_RATIO;
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
