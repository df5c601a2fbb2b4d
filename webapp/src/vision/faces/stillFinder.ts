import { cropCorners, cropSidePx, fitSimilarity, toPixels, type Similarity } from '../crops/crop';
import type { CropTemplate } from '../models/manifest';
import type { Detection } from './detection';
import {
  distancePx,
  isSameFace,
  onHalves,
  SQUARE_SIDES,
  type FaceFinder,
  type FrameViews,
} from './faceFinder';

/** How far a picture has been searched. */
export interface StillSearch {
  /** In the order of finding: large ones first. */
  readonly faces: readonly Detection[];
  /** 0 to 1. */
  readonly share: number;
}

/** Finds all faces of a single picture, however long that takes. */
export interface StillFinder {
  /** Yields what was found so far after each tile; leaving the loop ends the search. */
  search(frame: FrameViews): AsyncGenerator<StillSearch, void, undefined>;
}

/**
 * Side of the smallest tiles, in pixels of the picture: a face of 24 px is 19 px wide in the detector's
 * 128. Of faces that it finds at any size, it found 16 % at 10 px, 38 % at 13, 87 % at 16, and all from
 * 20 to 96 (23 faces, each at 6 places in a tile).
 */
const SMALLEST_TILE_PX = 160;
/** Each tile size is this many times the next smaller one. */
const TILE_RATIO = 2;
/**
 * Overlap of neighbouring tiles, in sides: a face that is too small for the next larger tiles is smaller
 * than this, and lies completely in one of these.
 */
const OVERLAP_SIDES = 0.32;
/**
 * Tiles of at least this share of the long side are searched in all four orientations. The detector
 * finds heads tilted by up to 75 degrees; of 23 tilted by 105 and more it finds 13 to 21, with eyes and
 * mouth in the wrong places.
 */
const TURNED_SHARE = 1 / 4;
/** Quarter turns, as complex numbers. */
const TURNS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;
/**
 * Side of the square in which a face is looked at in four orientations, in widths of its box. The
 * orientation with the highest score was right for 22 of 23 faces at each of 13 tilts.
 */
const TURNED_LOOK_BOXES = 2.5;
/** Sides of two more close-ups, a little smaller and larger, in sides of the face's crop. */
const OTHER_SIDES = [1.6, 2.6];
const CERTAIN_SCORE = 0.75;
/** A blurred face is found only in close-ups this many times as large. */
const BLURRED_TIMES = 1.5;
/**
 * The lowest score in a close-up, and how far the crop's corners may differ between close-ups, in sides:
 * where every close-up is certain, where one is not, and for blurred faces. With these, all 22 faces in
 * the photographs of face-api's demo are found and nothing else, and none in 15 pictures without a face
 * (stars, coins, a cat).
 */
const CERTAIN = [CERTAIN_SCORE, 0.25] as const;
const LIKELY = [0.7, 0.1] as const;
const BLURRED = [CERTAIN_SCORE, 0.15] as const;

/**
 * A finder for single pictures, around one that searches squares.
 *
 * It searches tiles from the whole picture down to 160 px, and looks at each face in its best
 * orientation and in close-ups. A face is reported once, whichever tiles show it.
 *
 * @param template where the crop of a face has its eyes and mouth
 */
export function createStillFinder(finder: FaceFinder, template: CropTemplate): StillFinder {
  /** The face as its close-ups show it; undefined if they show no face. */
  async function confirmed(frame: FrameViews, seen: Detection): Promise<Detection | undefined> {
    let best: Detection | undefined;
    for (const square of squaresAbout(seen)) {
      for (const face of await finder.seenIn(frame, square)) {
        if (isSameFace(face, seen) && face.score > (best?.score ?? 0)) best = face;
      }
    }
    return best && ((await framed(frame, best, 1)) ?? (await framed(frame, best, BLURRED_TIMES)));
  }

  /**
   * The face as its close-up frames it; undefined if other close-ups frame it differently.
   *
   * @param times factor on the usual size of the close-ups
   */
  async function framed(
    frame: FrameViews,
    face: Detection,
    times: number,
  ): Promise<Detection | undefined> {
    const near = await finder.closeUp(frame, face, times * SQUARE_SIDES);
    if (near === undefined) return undefined;
    let score = near.score;
    let apartSides = 0;
    for (const sides of OTHER_SIDES) {
      const other = await finder.closeUp(frame, near, times * sides);
      if (other === undefined) return undefined;
      score = Math.min(score, other.score);
      apartSides = Math.max(apartSides, cornersApart(near, other));
    }
    const [least, limit] = times > 1 ? BLURRED : score >= CERTAIN_SCORE ? CERTAIN : LIKELY;
    return near.score >= least && apartSides <= limit ? near : undefined;
  }

  /** How far two framings of a face lie apart, in sides of the first. */
  function cornersApart(a: Detection, b: Detection): number {
    const [first, second] = [a, b].map(({ keypointsPx }) => fitSimilarity(template, keypointsPx));
    if (first === undefined || second === undefined) return Infinity;
    const others = cropCorners(second);
    const apartPx = cropCorners(first).map((corner, index) =>
      distancePx(corner, others[index] ?? corner),
    );
    return Math.max(...apartPx) / cropSidePx(first);
  }

  return {
    async *search(frame) {
      const faces: Detection[] = [];
      const isKnown = (face: Detection) => faces.some((known) => isSameFace(known, face));
      const squares = lookedAt(frame.widthPx, frame.heightPx);
      for (const [index, square] of squares.entries()) {
        for (const seen of await finder.seenIn(frame, square)) {
          if (isKnown(seen)) continue;
          const face = await confirmed(frame, seen);
          if (face !== undefined && !isKnown(face)) faces.push(face);
        }
        yield { faces: [...faces], share: (index + 1) / squares.length };
      }
    },
  };
}

/** All squares of a picture that are searched, in order. */
function lookedAt(widthPx: number, heightPx: number): Similarity[] {
  const longPx = Math.max(widthPx, heightPx);
  return tileSides(longPx).flatMap((sidePx) => {
    const turns = sidePx >= TURNED_SHARE * longPx ? TURNS : TURNS.slice(0, 1);
    return tiles(widthPx, heightPx, sidePx).flatMap((tile) =>
      turns.map((turn) => turned(tile, turn)),
    );
  });
}

/** Sides of the tiles, from the whole picture's long side down. */
export function tileSides(longPx: number): number[] {
  const sides = [longPx];
  let sidePx = SMALLEST_TILE_PX;
  while (sidePx < longPx) {
    sides.splice(1, 0, sidePx);
    sidePx *= TILE_RATIO;
  }
  return sides;
}

/** Upright squares of whole pixels that overlap and cover a picture, row by row. */
export function tiles(widthPx: number, heightPx: number, sidePx: number): Similarity[] {
  const starts = (lengthPx: number): number[] => {
    const restPx = lengthPx - sidePx;
    if (restPx <= 0) return [Math.floor(restPx / 2)];
    const count = Math.ceil(restPx / (sidePx * (1 - OVERLAP_SIDES))) + 1;
    return Array.from({ length: count }, (_, index) => Math.floor((index * restPx) / (count - 1)));
  };
  return starts(heightPx).flatMap((yPx) =>
    starts(widthPx).map((xPx) => ({
      zRealPx: sidePx,
      zImaginaryPx: 0,
      centre: [0, 0] as const,
      originPx: { xPx, yPx },
    })),
  );
}

/** The squares that show a face in all four orientations. */
function squaresAbout({ boxPx }: Detection): Similarity[] {
  const upright: Similarity = {
    zRealPx: onHalves(TURNED_LOOK_BOXES * boxPx.widthPx),
    zImaginaryPx: 0,
    centre: [0.5, 0.5],
    originPx: {
      xPx: onHalves(boxPx.xPx + boxPx.widthPx / 2),
      yPx: onHalves(boxPx.yPx + boxPx.heightPx / 2),
    },
  };
  return TURNS.map((turn) => turned(upright, turn));
}

/** The same square, rotated about its middle. */
function turned(square: Similarity, [real, imaginary]: (typeof TURNS)[number]): Similarity {
  return {
    zRealPx: square.zRealPx * real,
    zImaginaryPx: square.zRealPx * imaginary,
    centre: [0.5, 0.5],
    originPx: toPixels(square, 0.5, 0.5),
  };
}
