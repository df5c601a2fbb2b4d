import {
  cropSidePx,
  fitSimilarity,
  toPixels,
  type RgbaImage,
  type Similarity,
} from '../crops/crop';
import type { GrabbedFrame } from '../crops/grabbedFrame';
import { letterboxSquare, type Letterbox } from '../crops/letterbox';
import type { CropTemplate } from '../models/manifest';
import type { PointPx } from '../types';
import type { RawDetection } from './decode';
import { toFrame, type Detection } from './detection';
import type { Detector } from './detector';

/** The parts of a frame that a finder needs. */
export type FrameViews = Pick<
  GrabbedFrame,
  'square' | 'letterbox' | 'turned' | 'widthPx' | 'heightPx'
>;

/** Finds faces in a frame: in all of it, in a part, or one again in a close-up. */
export interface FaceFinder {
  /** The faces that the detector finds in the whole frame, best first. */
  everywhere(frame: FrameViews): Promise<Detection[]>;
  /** The faces that the detector finds in a square of the frame, best first. */
  seenIn(frame: FrameViews, square: Similarity): Promise<Detection[]>;
  /**
   * The same face as its close-up shows it, upright and at one size; undefined if it shows none. In
   * the whole frame, the crop's corners are 0.05 of a side off for a large face and 0.3 for a small
   * one; in a close-up 0.035 (docs/framing.md).
   *
   * @param sides side of the close-up, in sides of the face's crop
   */
  closeUp(frame: FrameViews, face: Detection, sides?: number): Promise<Detection | undefined>;
  /**
   * The faces in one of the frame's overlapping parts, each confirmed by a close-up. Finds small faces:
   * in the whole frame the detector finds 7 % of faces of 96 px in 640 x 480 (docs/framing.md).
   *
   * @param part from 0; after the last part the count wraps around
   */
  inPart(frame: FrameViews, part: number): Promise<Detection[]>;
}

/**
 * Side of a close-up, in sides of the face's crop. At 1.6 and 1.33 the detector missed up to 3 of 60
 * faces that it had found in the whole frame; at 2 it missed up to 2, and framed tilted heads best.
 */
export const SQUARE_SIDES = 2;

/**
 * A face further from the middle, in sides of the crop, is another one: at one side, a neighbour's ear
 * touches.
 */
const SAME_FACE_SIDES = 0.6;

/** A square whose deviation is smaller, in grey levels, shows nothing: a wall, a page's margin. */
const FLAT_GREY = 2;

/**
 * A finder around a detector.
 *
 * @param template where the crop of a face has its eyes and mouth
 */
export function createFaceFinder(detector: Detector, template: CropTemplate): FaceFinder {
  async function seenIn(frame: FrameViews, square: Similarity): Promise<Detection[]> {
    const shown = frame.turned(square);
    return isFlat(shown) ? [] : inFrame(await detector.detect(shown), square);
  }

  async function closeUp(frame: FrameViews, face: Detection, sides = SQUARE_SIDES) {
    const crop = fitSimilarity(template, face.keypointsPx);
    return crop && closest(await seenIn(frame, squareAround(crop, sides)), crop);
  }

  /** The face in the middle of a crop, if there is one. */
  function closest(found: readonly Detection[], crop: Similarity): Detection | undefined {
    const off = found.map((face) => {
      const seen = fitSimilarity(template, face.keypointsPx);
      const offPx = seen ? distancePx(middle(seen), middle(crop)) : Infinity;
      return { face, offSides: offPx / cropSidePx(crop) };
    });
    const [first] = off.toSorted((a, b) => a.offSides - b.offSides);
    return first !== undefined && first.offSides < SAME_FACE_SIDES ? first.face : undefined;
  }

  return {
    async everywhere({ square, letterbox }) {
      return inFrame(await detector.detect(square), letterboxSquare(letterbox));
    },
    seenIn,
    closeUp,
    async inPart(frame, part) {
      const parts = partsOf(frame.letterbox);
      const square = parts[part % parts.length];
      const faces: Detection[] = [];
      for (const seen of square ? await seenIn(frame, square) : []) {
        const face = await closeUp(frame, seen);
        if (face !== undefined) faces.push(face);
      }
      return faces;
    },
  };
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
 * Upright squares of half the frame's long side that cover the frame and overlap by half: a face of at
 * most a quarter of the long side lies completely in one of them.
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
 * A square around a crop's middle, rotated with the head. It lies on half pixels: if the square moves
 * by a thousandth of a pixel, the detector's points move by a hundredth, and this would grow from
 * close-up to close-up. Devices whose arithmetic differs in the last bit would differ by a pixel after
 * a second.
 */
function squareAround(crop: Similarity, sides: number): Similarity {
  const { xPx, yPx } = middle(crop);
  return {
    zRealPx: onHalves(sides * crop.zRealPx),
    zImaginaryPx: onHalves(sides * crop.zImaginaryPx),
    centre: [0.5, 0.5],
    originPx: { xPx: onHalves(xPx), yPx: onHalves(yPx) },
  };
}

/** Whether a picture is too flat for the detector to find anything, judged by its green. */
function isFlat({ data }: RgbaImage): boolean {
  let sum = 0;
  let squares = 0;
  for (let index = 1; index < data.length; index += 4) {
    const green = data[index] ?? 0;
    sum += green;
    squares += green * green;
  }
  const count = data.length / 4;
  return squares / count - (sum / count) ** 2 < FLAT_GREY ** 2;
}

/** The nearest half pixel. With whole ones, a cup of coffee in the tests' video counted as a face. */
export function onHalves(px: number): number {
  return Math.round(2 * px) / 2;
}

function inFrame(found: readonly RawDetection[], square: Similarity): Detection[] {
  return found.map((face) => toFrame(face, square));
}

function middle(crop: Similarity): PointPx {
  return toPixels(crop, 0.5, 0.5);
}

export function distancePx(a: PointPx, b: PointPx): number {
  return Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx);
}
