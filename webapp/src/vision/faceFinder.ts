import { cropSidePx, fitSimilarity, toPixels, type RgbaImage, type Similarity } from './crop';
import { toFrame, type Detection } from './detection';
import type { Detector } from './detector';
import type { GrabbedFrame } from './frameGrabber';
import { letterboxSquare } from './letterbox';
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

  return {
    everywhere: ({ square, letterbox }) => detect(square, letterboxSquare(letterbox)),
    async closeUp(frame, face) {
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
      return closest !== undefined && closest.offSides < SAME_FACE_SIDES
        ? closest.found
        : undefined;
    },
  };
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
