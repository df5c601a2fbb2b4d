import { cropSidePx, fitSimilarity, toPixels, type RgbaImage, type Similarity } from './crop';
import { toFrame, type Detection } from './detection';
import type { Detector } from './detector';
import type { GrabbedFrame } from './frameGrabber';
import { letterboxSquare, type Letterbox } from './letterbox';
import type { CropTemplate } from './manifest';
import type { PointPx } from './types';

/** What a finder needs of a frame. */
export type FrameViews = Pick<GrabbedFrame, 'square' | 'letterbox' | 'turned'>;

/** Where faces are in a frame: looked for in all of it, or looked at again from near. */
export interface FaceFinder {
  /** The frame's faces, best first, as the detector sees them from afar. */
  everywhere(frame: FrameViews): Promise<Detection[]>;
  /**
   * The same face where a second look sees it, upright and at one size; undefined if none is there.
   * From afar, the crop of a face comes out a tenth too small on average, and the corners of that of
   * a head that tilts by 45 degrees lie 0.28 to 0.33 of a side off; from near it has its size, and
   * they lie 0.22 to 0.29 off (docs/framing.md).
   */
  closeUp(frame: FrameViews, face: Detection): Promise<Detection | undefined>;
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
 * What lies further from the middle, in sides of the crop, is another face: a neighbour's ear
 * touches at one.
 */
const SAME_FACE_SIDES = 0.6;

/**
 * A finder around a detector.
 *
 * @param template where the crop of a face has its eyes and mouth
 */
export function createFaceFinder(detector: Detector, template: CropTemplate): FaceFinder {
  async function detect(pixels: RgbaImage, square: Similarity): Promise<Detection[]> {
    const found = await detector.detect(pixels);
    return found.map((face) => toFrame(face, square));
  }

  async function closeUp(frame: FrameViews, face: Detection): Promise<Detection | undefined> {
    const crop = fitSimilarity(template, face.keypointsPx);
    if (crop === undefined) return undefined;
    const square = squareAround(crop);
    const near = (await detect(frame.turned(square), square)).map((found) => {
      const seen = fitSimilarity(template, found.keypointsPx);
      return {
        found,
        offSides: seen ? distancePx(middle(seen), middle(crop)) / cropSidePx(crop) : Infinity,
      };
    });
    const closest = near.toSorted((a, b) => a.offSides - b.offSides)[0];
    return closest !== undefined && closest.offSides < SAME_FACE_SIDES ? closest.found : undefined;
  }

  return {
    everywhere: ({ square, letterbox }) => detect(square, letterboxSquare(letterbox)),
    closeUp,
    async inPart(frame, part) {
      const parts = partsOf(frame.letterbox);
      const square = parts[part % parts.length];
      if (square === undefined) return [];
      const faces: Detection[] = [];
      for (const seen of await detect(frame.turned(square), square)) {
        const face = await closeUp(frame, seen);
        if (face !== undefined) faces.push(face);
      }
      return faces;
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
function isSameFace({ boxPx: a }: Detection, { boxPx: b }: Detection): boolean {
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

/** A square of `SQUARE_SIDES` crops about a crop's middle, turned as the head is. */
function squareAround(crop: Similarity): Similarity {
  return {
    zRealPx: SQUARE_SIDES * crop.zRealPx,
    zImaginaryPx: SQUARE_SIDES * crop.zImaginaryPx,
    centre: [0.5, 0.5],
    originPx: middle(crop),
  };
}

function middle(crop: Similarity): PointPx {
  return toPixels(crop, 0.5, 0.5);
}

function distancePx(a: PointPx, b: PointPx): number {
  return Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx);
}
