import type { PointPx } from '../types';
import { cropArea, cropFace, cropSidePx, inArea } from './crop';
import type { AreaPx, RgbaImage, Similarity } from './crop';
import type { GrabbedFrame } from './grabbedFrame';

/**
 * In single pictures, faces up to this side are cropped from the picture's own pixels: up to it the
 * crop samples every pixel (crops/crop.ts). Larger faces are cropped from a smaller copy.
 */
const EXACT_CROP_PX = 384;

/**
 * A face's crop, 48 x 48 grey levels. Only the part of the frame that it covers is read.
 *
 * @param isStill of a single picture
 */
export function cropFromFrame(
  frame: GrabbedFrame,
  similarity: Similarity,
  isStill: boolean,
): Uint8Array {
  if (isStill && cropSidePx(similarity) <= EXACT_CROP_PX) {
    return cutOut(similarity, frame.widthPx, frame.heightPx, frame.part);
  }
  const inImage = scaled(similarity, frame.imageScale);
  return cutOut(inImage, frame.imageWidthPx, frame.imageHeightPx, frame.image);
}

function cutOut(
  similarity: Similarity,
  widthPx: number,
  heightPx: number,
  image: (area: AreaPx) => RgbaImage,
): Uint8Array {
  const area = cropArea(similarity, widthPx, heightPx);
  return cropFace(image(area), inArea(similarity, area));
}

/** The same crop in an image that shows the frame `scale` times as large. */
function scaled(similarity: Similarity, scale: number): Similarity {
  const scalePoint = ({ xPx, yPx }: PointPx) => ({ xPx: xPx * scale, yPx: yPx * scale });
  return {
    zRealPx: similarity.zRealPx * scale,
    zImaginaryPx: similarity.zImaginaryPx * scale,
    centre: similarity.centre,
    originPx: scalePoint(similarity.originPx),
  };
}
