import { FACE_SIDE_PX, type CropTemplate, type FramePoint } from './manifest';
import type { CropCornersPx, FaceKeypointsPx, PointPx } from './types';

/**
 * Upper bound of samples along one side of an output pixel. 8 keeps a face of up to 384 px free of
 * aliasing and bounds the work at 48² · 8² samples.
 */
const MAX_SAMPLES_PER_SIDE = 8;

/** Keeps a side of exactly 96 px, which arithmetic may make 96.00000000000001, at 2 samples. */
const ROUNDING = 1e-9;

/** A picture as canvases give it: 4 bytes per pixel, rows from the top. Alpha is ignored. */
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
 * The same steps as `training/preprocess.py`; tests/goldens/crop.json holds both to one grey level.
 *
 * @returns undefined if the face's points coincide, so that no scale can be told.
 */
export function fitSimilarity(
  template: CropTemplate,
  keypoints: Pick<FaceKeypointsPx, 'rightEye' | 'leftEye' | 'mouthCentre'>,
): Similarity | undefined {
  const pairs: readonly (readonly [FramePoint, PointPx])[] = [
    [template.rightEye, keypoints.rightEye],
    [template.leftEye, keypoints.leftEye],
    [template.mouth, keypoints.mouthCentre],
  ];
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

/**
 * The face, upright and framed as the similarity says: 48 x 48 grey levels, row by row.
 *
 * Each output pixel is the mean of S x S bilinear samples, S = ceil(side / 48) within 1 to 8. Pixel
 * k's centre lies at k + 0.5; beyond the image its edge pixels repeat. Grey is ITU-R BT.601 luma of
 * each sample; the mean is rounded half up.
 */
export function cropFace(image: RgbaImage, similarity: Similarity): Uint8Array {
  const samples = Math.ceil(cropSidePx(similarity) / FACE_SIDE_PX - ROUNDING);
  const perSide = Math.max(1, Math.min(MAX_SAMPLES_PER_SIDE, samples));
  const grid = FACE_SIDE_PX * perSide;
  const sums = new Float64Array(FACE_SIDE_PX * FACE_SIDE_PX);
  const { zRealPx, zImaginaryPx } = similarity;
  for (let row = 0; row < grid; row += 1) {
    const start = toPixels(similarity, 0.5 / grid, (row + 0.5) / grid);
    const outputRow = Math.floor(row / perSide) * FACE_SIDE_PX;
    for (let column = 0; column < grid; column += 1) {
      const along = column / grid;
      const xPx = start.xPx + along * zRealPx;
      const yPx = start.yPx + along * zImaginaryPx;
      const output = outputRow + Math.floor(column / perSide);
      sums[output] = (sums[output] ?? 0) + sampleGrey(image, xPx - 0.5, yPx - 0.5);
    }
  }
  return Uint8Array.from(sums, (sum) => Math.floor(sum / (perSide * perSide) + 0.5));
}

function toPixels({ zRealPx, zImaginaryPx, centre, originPx }: Similarity, x: number, y: number) {
  const dx = x - centre[0];
  const dy = y - centre[1];
  return {
    xPx: originPx.xPx + zRealPx * dx - zImaginaryPx * dy,
    yPx: originPx.yPx + zRealPx * dy + zImaginaryPx * dx,
  };
}

/** Bilinear luma at a position in pixel indices, where 0 is the first pixel's centre. */
function sampleGrey({ data, width, height }: RgbaImage, x: number, y: number): number {
  const clampedX = Math.max(0, Math.min(width - 1, x));
  const clampedY = Math.max(0, Math.min(height - 1, y));
  const left = Math.floor(clampedX);
  const top = Math.floor(clampedY);
  const u = clampedX - left;
  const v = clampedY - top;
  const topLeft = 4 * (top * width + left);
  const right = left + 1 < width ? 4 : 0;
  const below = top + 1 < height ? 4 * width : 0;
  return (
    (1 - v) * ((1 - u) * luma(data, topLeft) + u * luma(data, topLeft + right)) +
    v * ((1 - u) * luma(data, topLeft + below) + u * luma(data, topLeft + below + right))
  );
}

/** ITU-R BT.601 luma, which FER2013 was made with, of the pixel whose red byte lies at `offset`. */
function luma(data: Uint8ClampedArray, offset: number): number {
  return (
    0.299 * (data[offset] ?? 0) + 0.587 * (data[offset + 1] ?? 0) + 0.114 * (data[offset + 2] ?? 0)
  );
}
