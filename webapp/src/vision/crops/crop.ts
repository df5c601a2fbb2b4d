import { FACE_SIDE_PX, type CropTemplate, type FramePoint } from '../models/manifest';
import type { CropCornersPx, FaceKeypointsPx, PointPx } from '../types';

/**
 * Upper bound of samples along one side of an output pixel. 8 keeps a face of up to 384 px free of
 * aliasing and bounds the work at 48² · 8² samples.
 */
const MAX_SAMPLES_PER_SIDE = 8;

/** Keeps a side of 96 px, which may be computed as 96.00000000000001, at 2 samples. */
const ROUNDING = 1e-9;

/** A picture as canvases return it: 4 bytes per pixel, rows from the top. Alpha is ignored. */
export interface RgbaImage {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/**
 * A map from fractions of the upright face frame to pixels: fraction f, seen as a complex number,
 * goes to `originPx` + z (f - `centre`).
 */
export interface Similarity {
  /** Real and imaginary part of z: |z| is the crop's side in px, its argument the head's roll. */
  readonly zRealPx: number;
  readonly zImaginaryPx: number;
  readonly centre: FramePoint;
  readonly originPx: PointPx;
}

/**
 * The rotation, scale and translation that carry the template's eyes and mouth onto a face's, by
 * least squares: Umeyama (1991, doi:10.1109/34.88573) in the plane, where it is one complex factor.
 * The same steps as `reader/crops/crop.py`; tests/goldens/crop.json holds both to one grey level.
 *
 * @returns undefined if the face's points coincide, which leaves the scale undefined.
 */
export function fitSimilarity(
  template: CropTemplate,
  keypoints: Pick<FaceKeypointsPx, 'rightEye' | 'leftEye' | 'mouthCentre'>,
): Similarity | undefined {
  return fitPoints([
    [template.rightEye, keypoints.rightEye],
    [template.leftEye, keypoints.leftEye],
    [template.mouth, keypoints.mouthCentre],
  ]);
}

/** The same for any points, each with its place in the face frame. */
export function fitPoints(
  pairs: readonly (readonly [FramePoint, PointPx])[],
): Similarity | undefined {
  const mean = (value: (pair: readonly [FramePoint, PointPx]) => number) =>
    pairs.reduce((sum, pair) => sum + value(pair), 0) / pairs.length;
  const centre: FramePoint = [mean(([t]) => t[0]), mean(([t]) => t[1])];
  const originPx = { xPx: mean(([, p]) => p.xPx), yPx: mean(([, p]) => p.yPx) };
  let real = 0;
  let imaginary = 0;
  let spread = 0;
  for (const [t, p] of pairs) {
    const tx = t[0] - centre[0];
    const ty = t[1] - centre[1];
    const px = p.xPx - originPx.xPx;
    const py = p.yPx - originPx.yPx;
    real += tx * px + ty * py;
    imaginary += tx * py - ty * px;
    spread += tx * tx + ty * ty;
  }
  if (real === 0 && imaginary === 0) return undefined;
  return { zRealPx: real / spread, zImaginaryPx: imaginary / spread, centre, originPx };
}

/** The crop's side in pixels. */
export function cropSidePx(similarity: Similarity): number {
  return Math.hypot(similarity.zRealPx, similarity.zImaginaryPx);
}

/** The head's roll: 0 upright, positive clockwise as seen, -pi to pi. */
export function rollRadians(similarity: Similarity): number {
  return Math.atan2(similarity.zImaginaryPx, similarity.zRealPx);
}

/** Corners of the face frame, clockwise from the upright face's top left. */
export function cropCorners(similarity: Similarity): CropCornersPx {
  return [
    toPixels(similarity, 0, 0),
    toPixels(similarity, 1, 0),
    toPixels(similarity, 1, 1),
    toPixels(similarity, 0, 1),
  ];
}

/** A rectangle of whole pixels. */
export interface AreaPx {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The part of an image of this size that `cropFace` uses; never empty. */
export function cropArea(similarity: Similarity, widthPx: number, heightPx: number): AreaPx {
  const corners = cropCorners(similarity);
  const [leftPx, endX] = span(
    corners.map(({ xPx }) => xPx),
    widthPx,
  );
  const [topPx, endY] = span(
    corners.map(({ yPx }) => yPx),
    heightPx,
  );
  return { leftPx, topPx, widthPx: endX - leftPx, heightPx: endY - topPx };
}

/** First pixel, and one past the last, that samples between these positions use, of `size` pixels. */
function span(positions: readonly number[], size: number): readonly [number, number] {
  const within = (pixel: number) => Math.max(0, Math.min(size - 1, pixel));
  const first = within(Math.floor(Math.min(...positions) - 0.5));
  // Bilinear samples also use the next pixel.
  return [first, within(Math.floor(Math.max(...positions) - 0.5) + 1) + 1];
}

/** The same crop in the part that was cut out of its image. */
export function inArea(similarity: Similarity, { leftPx, topPx }: AreaPx): Similarity {
  const { xPx, yPx } = similarity.originPx;
  return { ...similarity, originPx: { xPx: xPx - leftPx, yPx: yPx - topPx } };
}

/**
 * The face, upright and framed by the similarity: 48 x 48 grey levels, row by row.
 *
 * Each output pixel is the mean of S x S bilinear samples, S = ceil(side / 48) within 1 to 8. Pixel
 * k's centre lies at k + 0.5; beyond the image its edge pixels repeat. Grey is ITU-R BT.601 luma of
 * each sample; the mean is rounded half up.
 *
 * @param image best no larger than the crop's area: all of it is converted to grey first, since each
 *   pixel is sampled several times
 */
export function cropFace(image: RgbaImage, similarity: Similarity): Uint8Array {
  const samples = Math.ceil(cropSidePx(similarity) / FACE_SIDE_PX - ROUNDING);
  const perSide = Math.max(1, Math.min(MAX_SAMPLES_PER_SIDE, samples));
  const grid = FACE_SIDE_PX * perSide;
  const greys = lumas(image);
  const { width } = image;
  const lastX = width - 1;
  const lastY = image.height - 1;
  const first = toPixels(similarity, 0.5 / grid, 0.5 / grid);
  const stepX = similarity.zRealPx / grid;
  const stepY = similarity.zImaginaryPx / grid;
  const face = new Uint8Array(FACE_SIDE_PX * FACE_SIDE_PX);
  // Nearly all of a crop's time is spent here. Bounds from a list would cost a third more, and
  // Math.trunc instead of `| 0` a tenth.
  for (let output = 0; output < face.length; output += 1) {
    const column = (output % FACE_SIDE_PX) * perSide;
    const row = Math.floor(output / FACE_SIDE_PX) * perSide;
    let sum = 0;
    for (let down = row; down < row + perSide; down += 1) {
      let sampleX = first.xPx + column * stepX - down * stepY - 0.5;
      let sampleY = first.yPx + column * stepY + down * stepX - 0.5;
      for (let across = 0; across < perSide; across += 1) {
        const x = sampleX < 0 ? 0 : sampleX > lastX ? lastX : sampleX;
        const y = sampleY < 0 ? 0 : sampleY > lastY ? lastY : sampleY;
        const left = x | 0;
        const top = y | 0;
        const u = x - left;
        const topLeft = top * width + left;
        const bottomLeft = topLeft + width;
        const above = greys[topLeft] ?? 0;
        const below = greys[bottomLeft] ?? 0;
        const upper = above + u * ((greys[topLeft + 1] ?? 0) - above);
        const lower = below + u * ((greys[bottomLeft + 1] ?? 0) - below);
        sum += upper + (y - top) * (lower - upper);
        sampleX += stepX;
        sampleY += stepY;
      }
    }
    face[output] = sum / (perSide * perSide) + 0.5;
  }
  return face;
}

/** Buffer for a crop's grey levels, reused: allocating it costs a sixth of a crop's time. */
let kept = new Float32Array(0);

/**
 * Each pixel's ITU-R BT.601 luma, which FER2013 was made with; valid until the next call. One row and
 * one pixel longer, with weight 0: a sample on the last pixel also reads beside and below it.
 */
function lumas({ data, width, height }: RgbaImage): Float32Array {
  const length = width * height + width + 1;
  if (kept.length < length) kept = new Float32Array(length);
  const greys = kept;
  for (let pixel = 0, byte = 0; byte < data.length; pixel += 1, byte += 4) {
    greys[pixel] =
      0.299 * (data[byte] ?? 0) + 0.587 * (data[byte + 1] ?? 0) + 0.114 * (data[byte + 2] ?? 0);
  }
  return greys;
}

/** Where a fraction of the face frame lies, in pixels. */
export function toPixels(
  { zRealPx, zImaginaryPx, centre, originPx }: Similarity,
  x: number,
  y: number,
): PointPx {
  const dx = x - centre[0];
  const dy = y - centre[1];
  return {
    xPx: originPx.xPx + zRealPx * dx - zImaginaryPx * dy,
    yPx: originPx.yPx + zRealPx * dy + zImaginaryPx * dx,
  };
}
