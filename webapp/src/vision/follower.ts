import { matchBlock, toGrey, type Block, type GreyImage } from './blockMatch';
import type { RgbaImage } from './crop';
import { between, mapKeypoints, rootMeanSquarePx, type Detection } from './detection';
import type { Detector } from './detector';
import type { Letterbox } from './letterbox';
import { matchBoxes } from './matching';
import type { PointPx } from './types';

/**
 * The detector runs again after so long, whatever happens: a face that comes is then found within
 * this time and a frame's, and a face that turns or nears is framed anew.
 */
const DETECT_AGAIN_AFTER_MS = 150;
/**
 * A block that differs by more has changed, or is another: detect. A face before a still camera
 * differs by about 1 from frame to frame, by its noise.
 */
const CHANGED_GREY = 6;
/**
 * How much of its difference from where a face was followed to a new detection may keep. The
 * detector's points tremble with a sensor's noise: by 0.2 % of the face's side at 2 grey levels of
 * it, by 0.9 % at 10 (deviation over 60 frames of a still face of 98 px in 640 x 480). The followed
 * ones do not. A head that turns, tilts or nears differs by more, and is believed the more.
 */
const TREMBLE_SIDES = 0.02;
const TREMBLE_SHARE = 0.2;
const MOVED_SIDES = 0.06;
/** Smaller faces have too little in them to be followed. */
const LEAST_BLOCK_PX = 8;

/** Faces from frame to frame: found by the detector at times, and followed in between. */
export interface Follower {
  /** The frame's faces, best first, as `Detector.detect` gives them. */
  find(square: RgbaImage, letterbox: Letterbox, timestampMs: number): Promise<Detection[]>;
  /** Forgets the last frame, so that the next is detected in. */
  reset(): void;
}

type Followed = Detection | undefined;

interface Seen {
  readonly grey: GreyImage;
  readonly letterbox: Letterbox;
  readonly detections: Detection[];
  readonly detectedMs: number;
}

/**
 * A follower around a detector. While a frame shows the same faces a little elsewhere, they are
 * moved there by comparing blocks of the detector's 128 px square, a twentieth of the detector's
 * work. A frame without a face is always detected in. What the detector says of a face that was
 * followed moves it only as far as the detector can be believed, so that its crop does not jump.
 */
export function createFollower(detector: Detector): Follower {
  let seen: Seen | undefined;

  /** The last frame's faces where they are now; undefined those of which that cannot be told. */
  function follow(grey: GreyImage, letterbox: Letterbox, timestampMs: number): Followed[] {
    if (seen === undefined || timestampMs < seen.detectedMs) return [];
    if (!isSame(letterbox, seen.letterbox)) return [];
    const before = seen.grey;
    return seen.detections.map((face) => moved(face, before, grey, letterbox));
  }

  function isDue(followed: readonly Followed[], timestampMs: number): boolean {
    return (
      seen === undefined ||
      followed.length === 0 ||
      followed.includes(undefined) ||
      timestampMs - seen.detectedMs >= DETECT_AGAIN_AFTER_MS
    );
  }

  return {
    async find(square, letterbox, timestampMs) {
      const grey = toGrey(square);
      const followed = follow(grey, letterbox, timestampMs);
      const known = followed.filter((face) => face !== undefined);
      if (isDue(followed, timestampMs)) {
        const fresh = await detector.detect(square, letterbox);
        const detections = steadied(fresh, known);
        seen = { grey, letterbox, detections, detectedMs: timestampMs };
      } else if (seen !== undefined) {
        seen = { ...seen, grey, detections: known };
      }
      return seen?.detections ?? [];
    },
    reset() {
      seen = undefined;
    },
  };
}

/** New detections, each drawn towards where the face was followed to, if it was. */
function steadied(fresh: readonly Detection[], known: readonly Detection[]): Detection[] {
  const matches = matchBoxes(
    known.map(({ boxPx }) => boxPx),
    fresh.map(({ boxPx }) => boxPx),
  );
  return fresh.map((face, index) => {
    const before = known[matches[index] ?? known.length];
    if (before === undefined) return face;
    const differenceSides = rootMeanSquarePx(before, face) / face.boxPx.widthPx;
    const certain = (differenceSides - TREMBLE_SIDES) / (MOVED_SIDES - TREMBLE_SIDES);
    const share = TREMBLE_SHARE + (1 - TREMBLE_SHARE) * Math.max(0, Math.min(1, certain));
    return between(before, face, share);
  });
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
