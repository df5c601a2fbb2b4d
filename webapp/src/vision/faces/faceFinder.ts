import { cropSidePx, fitSimilarity, rollRadians, toPixels, type Similarity } from '../crops/crop';
import type { GrabbedFrame } from '../crops/grabbedFrame';
import { letterboxSquare, type Letterbox } from '../crops/letterbox';
import type { CropTemplate } from '../models/manifest';
import type { PointPx } from '../types';
import type { RawDetection } from './decode';
import { toFrame, type Detection } from './detection';
import type { Detector } from './detector';

/** What a finder needs of a frame. */
export type FrameViews = Pick<GrabbedFrame, 'square' | 'letterbox' | 'turned'>;

/** Where faces are in a frame: looked for in all of it, or looked at again from near. */
export interface FaceFinder {
  /** The frame's faces, best first, as the detector sees them from afar. */
  everywhere(frame: FrameViews): Promise<Detection[]>;
  /**
   * The same face where a second look sees it, upright and at one size; undefined if none is there.
   * From afar, the crop's corners lie 0.05 of a side off where a face is large and 0.3 where it is
   * small; from near 0.035 (docs/framing.md).
   */
  closeUp(frame: FrameViews, face: Detection): Promise<Detection | undefined>;
  /**
   * The same faces, in this order: those that a look from afar frames inexactly, as a second look
   * sees them, which up to four of them share; the others, and what it does not see, as they are.
   */
  refined(frame: FrameViews, faces: readonly Detection[]): Promise<Detection[]>;
  /**
   * The faces in one of the frame's overlapping parts, each confirmed from near: those that are too
   * small for a look at all of the frame, which finds 7 % of faces of 96 px in 640 x 480
   * (docs/framing.md).
   *
   * @param part from 0; counts on beyond `partCount` from the beginning
   */
  inPart(frame: FrameViews, part: number): Promise<Detection[]>;
  /** How many parts a frame has. */
  partCount(frame: FrameViews): number;
}

/**
 * Side of the square of a second look, in sides of the face's crop. At 1.6 and 1.33 the detector
 * missed up to 3 of 60 faces that it had found from afar, at 2 up to 2, and framed tilted heads best.
 */
const SQUARE_SIDES = 2;
/**
 * The same where several faces share a look, a quarter each: crops then lie 0.054 of a side off in
 * the median. At 1.25 it is 0.047, but 6 of 267 faces were not seen instead of 3; at 2, 0.086.
 */
const QUARTER_SIDES = 1.5;
const MOST_IN_A_LOOK = 4;

/**
 * What lies further from the middle, in sides of the crop, is another face: a neighbour's ear
 * touches at one.
 */
const SAME_FACE_SIDES = 0.6;

/**
 * A face that was seen from afar is framed exactly from this side of its crop on, in pixels of the
 * square, and up to this tilt of the head: its corners lie 0.046 of a side off in the median instead
 * of 0.03, and of 1,027 faces of all sizes and tilts 0.1 [-0.6, 0.7] points more are read right than
 * if each were looked at again (docs/framing.md). Without any second look
 * they lie 0.09 off, and of faces below 20 px 11 points are lost.
 */
const EXACT_SIDE_PX = 38;
const EXACT_RADIANS = Math.PI / 9;

/**
 * A finder around a detector.
 *
 * @param template where the crop of a face has its eyes and mouth
 */
export function createFaceFinder(detector: Detector, template: CropTemplate): FaceFinder {
  /** What a look from near sees of those of the faces that it sees. */
  async function closeUps(
    frame: FrameViews,
    faces: readonly Detection[],
  ): Promise<Map<Detection, Detection>> {
    const near = new Map<Detection, Detection>();
    const all = faces.flatMap((face) => {
      const crop = fitSimilarity(template, face.keypointsPx);
      return crop === undefined ? [] : [{ face, crop }];
    });
    for (let first = 0; first < all.length; first += MOST_IN_A_LOOK) {
      const shown = all.slice(first, first + MOST_IN_A_LOOK).map((each, place, { length }) => ({
        ...each,
        square: squareAround(each.crop, place, length),
      }));
      const found = await detector.detect(frame.turned(shown.map(({ square }) => square)));
      for (const { face, crop, square } of shown) {
        const seen = closest(inFrame(found, square), crop);
        if (seen !== undefined) near.set(face, seen);
      }
    }
    return near;
  }

  /** The one in the middle of where a crop lies, if there is one. */
  function closest(found: readonly Detection[], crop: Similarity): Detection | undefined {
    const off = found.map((face) => {
      const seen = fitSimilarity(template, face.keypointsPx);
      const offPx = seen ? distancePx(middle(seen), middle(crop)) : Infinity;
      return { face, offSides: offPx / cropSidePx(crop) };
    });
    const [first] = off.toSorted((a, b) => a.offSides - b.offSides);
    return first !== undefined && first.offSides < SAME_FACE_SIDES ? first.face : undefined;
  }

  /** Whether a face is framed exactly though it was seen from afar. */
  function isExact({ keypointsPx }: Detection, { scale }: Letterbox): boolean {
    const crop = fitSimilarity(template, keypointsPx);
    return (
      crop !== undefined &&
      cropSidePx(crop) * scale >= EXACT_SIDE_PX &&
      Math.abs(rollRadians(crop)) <= EXACT_RADIANS
    );
  }

  return {
    async everywhere({ square, letterbox }) {
      return inFrame(await detector.detect(square), letterboxSquare(letterbox));
    },
    async closeUp(frame, face) {
      return (await closeUps(frame, [face])).get(face);
    },
    async refined(frame, faces) {
      const inexact = faces.filter((face) => !isExact(face, frame.letterbox));
      const near = await closeUps(frame, inexact);
      return faces.map((face) => near.get(face) ?? face);
    },
    async inPart(frame, part) {
      const parts = partsOf(frame.letterbox);
      const square = parts[part % parts.length];
      if (square === undefined) return [];
      const seen = inFrame(await detector.detect(frame.turned([square])), square);
      return [...(await closeUps(frame, seen)).values()];
    },
    partCount: ({ letterbox }) => partsOf(letterbox).length,
  };
}

/** Faces of the second list that are none of the first, after these. */
export function withOthers(faces: readonly Detection[], more: readonly Detection[]): Detection[] {
  const all = [...faces];
  for (const face of more) {
    if (!all.some((known) => isSameFace(known, face))) all.push(face);
  }
  return all;
}

/** Whether the middle of one box lies in the inner half of the other. */
export function isSameFace({ boxPx: a }: Detection, { boxPx: b }: Detection): boolean {
  const acrossPx = Math.abs(a.xPx + a.widthPx / 2 - (b.xPx + b.widthPx / 2));
  const downPx = Math.abs(a.yPx + a.heightPx / 2 - (b.yPx + b.heightPx / 2));
  return (
    acrossPx < Math.max(a.widthPx, b.widthPx) / 2 && downPx < Math.max(a.heightPx, b.heightPx) / 2
  );
}

/**
 * Upright squares of half the frame's long side, each a half beside the next, which cover the frame:
 * what is no larger than a quarter of the long side lies whole in one of them.
 */
function partsOf({ scale, widthPx, heightPx, sidePx }: Letterbox): Similarity[] {
  const partPx = sidePx / scale / 2;
  const starts = (lengthPx: number): number[] => {
    const count = Math.ceil(Math.max(0, lengthPx - partPx) / (partPx / 2) - 1e-6) + 1;
    const stepPx = count > 1 ? (lengthPx - partPx) / (count - 1) : 0;
    const firstPx = Math.min(0, (lengthPx - partPx) / 2);
    return Array.from({ length: count }, (_, index) => firstPx + index * stepPx);
  };
  return starts(heightPx / scale).flatMap((yPx) =>
    starts(widthPx / scale).map((xPx) => ({
      zRealPx: partPx,
      zImaginaryPx: 0,
      centre: [0, 0] as const,
      originPx: { xPx, yPx },
    })),
  );
}

/**
 * A square about a crop's middle, turned as the head is, which shows it where it has its place among
 * as many: alone, or in a quarter. It lies on half pixels: the detector's points move by a
 * hundredth of a pixel when its square is moved by a thousandth, and from look to look that would grow,
 * so that devices whose arithmetic differs in the last bit would differ by a pixel after a second.
 */
function squareAround(crop: Similarity, place: number, count: number): Similarity {
  const cells = count > 1 ? 2 : 1;
  const sides = cells * (count > 1 ? QUARTER_SIDES : SQUARE_SIDES);
  const { xPx, yPx } = middle(crop);
  return {
    zRealPx: onHalves(sides * crop.zRealPx),
    zImaginaryPx: onHalves(sides * crop.zImaginaryPx),
    centre: [((place % cells) + 0.5) / cells, (Math.floor(place / cells) + 0.5) / cells],
    originPx: { xPx: onHalves(xPx), yPx: onHalves(yPx) },
  };
}

/** On whole pixels, a cup of coffee in the tests' film was taken for a face. */
function onHalves(px: number): number {
  return Math.round(2 * px) / 2;
}

function inFrame(found: readonly RawDetection[], square: Similarity): Detection[] {
  return found.map((face) => toFrame(face, square));
}

function middle(crop: Similarity): PointPx {
  return toPixels(crop, 0.5, 0.5);
}

function distancePx(a: PointPx, b: PointPx): number {
  return Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx);
}
