import { matchBlock, toGrey, type Block, type GreyImage } from './blockMatch';
import type { RgbaImage } from './crop';
import type { Detection } from './detection';
import type { Detector } from './detector';
import type { Letterbox } from './letterbox';
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
/** Smaller faces have too little in them to be followed. */
const LEAST_BLOCK_PX = 8;

/** Faces from frame to frame: found by the detector at times, and followed in between. */
export interface Follower {
  /** The frame's faces, best first, as `Detector.detect` gives them. */
  find(square: RgbaImage, letterbox: Letterbox, timestampMs: number): Promise<Detection[]>;
  /** Forgets the last frame, so that the next is detected in. */
  reset(): void;
}

interface Seen {
  readonly grey: GreyImage;
  readonly letterbox: Letterbox;
  readonly detections: Detection[];
  readonly detectedMs: number;
}

/**
 * A follower around a detector. While a frame shows the same faces a little elsewhere, they are
 * moved there by comparing blocks of the detector's 128 px square, a twentieth of the detector's
 * work. A frame without a face is always detected in.
 */
export function createFollower(detector: Detector): Follower {
  let seen: Seen | undefined;

  function follow(grey: GreyImage, letterbox: Letterbox, timestampMs: number): Seen | undefined {
    if (seen === undefined || seen.detections.length === 0) return undefined;
    const age = timestampMs - seen.detectedMs;
    if (age < 0 || age >= DETECT_AGAIN_AFTER_MS) return undefined;
    if (!isSame(letterbox, seen.letterbox)) return undefined;
    const before = seen.grey;
    const detections = seen.detections.map((face) => moved(face, before, grey, letterbox));
    const all = detections.filter((face) => face !== undefined);
    if (all.length < detections.length) return undefined;
    return { grey, letterbox, detections: all, detectedMs: seen.detectedMs };
  }

  return {
    async find(square, letterbox, timestampMs) {
      const grey = toGrey(square);
      const followed = follow(grey, letterbox, timestampMs);
      seen = followed ?? {
        grey,
        letterbox,
        detections: await detector.detect(square, letterbox),
        detectedMs: timestampMs,
      };
      return seen.detections;
    },
    reset() {
      seen = undefined;
    },
  };
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
  const { rightEye, leftEye, noseTip, mouthCentre, rightEarTragion, leftEarTragion } =
    face.keypointsPx;
  return {
    score: face.score,
    boxPx: { ...face.boxPx, ...move(face.boxPx) },
    keypointsPx: {
      rightEye: move(rightEye),
      leftEye: move(leftEye),
      noseTip: move(noseTip),
      mouthCentre: move(mouthCentre),
      rightEarTragion: move(rightEarTragion),
      leftEarTragion: move(leftEarTragion),
    },
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
