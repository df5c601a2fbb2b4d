import { FACE_SIDE_PX } from '../models/manifest';
import type { CropQuality, FaceKeypointsPx, QualityHint } from '../types';

/*
 * Where the hints begin is measured: `python benchmarks/framing/quality.py` spoils 300 PublicTest
 * faces and reads them with the model `fast` (docs/framing.md). Points are percentage points of
 * accuracy lost, with their 95 % interval.
 */

/** A face of 36 px loses 3.3 +- 3.2 points, one of 32 px 4.0 +- 3.4, one of 28 px 5.3 +- 3.5. */
const TOO_SMALL_SIDE_PX = 32;
/**
 * After relighting, an eighth of the light (a median grey of 16) costs the network 0.3 +- 2.0 points
 * and a thirtieth (4) 3.3 +- 3.3. But at a thirtieth the detector misses more than half of the faces,
 * and these figures lack a sensor's noise in such light, so the hint comes early. 0.1 % of PublicTest
 * are below 16.
 */
const TOO_DARK_GREY = 16;
/**
 * Relighting cannot recover over-exposed pixels: 1.5 times the light has a median of 182 and costs
 * 5.0 +- 3.8 points, twice the light 207 and 12.7 +- 5.0. 1.8 % of PublicTest are above 195.
 */
const TOO_BRIGHT_GREY = 195;
/** The median after a Gaussian of 1 px, which costs 5.3 +- 3.8 points; 0.1 % of PublicTest are below. */
const BLURRED_SHARPNESS = 0.06;
/** The median after a Gaussian of 1.5 px, which costs 10.7 +- 5.1 points: too many to be sure. */
const UNREADABLE_SHARPNESS = 0.022;
/**
 * Noise of 10 grey levels measures 11.5 (median) and costs 2.7 +- 3.3 points; noise of 20 measures
 * 20.4 and costs 9.7 +- 4.6. Between them, 5 points are lost at 14. 0.3 % of PublicTest are above 13.
 */
const NOISY_GREY = 13;
/**
 * End to end, a head that tilts by 30 degrees costs 3.0 points (mean of both sides, 400 faces), by 45
 * 4.8, by 60 8.4 (60 faces); docs/framing.md.
 */
const TILTED_RADIANS = Math.PI / 4;
/**
 * Offset of the nose tip from the middle of the eyes, in eye distances. A nose stands about half an
 * eye distance in front of the eyes, so turning a head by an angle a gives tan(a) / 2: 54 degrees
 * here. Up to there a turned head costs no more than the 5 points that are worth a hint
 * (docs/framing.md: 4.8 +- 11.4 at 0.5 to 0.7); 1.3 % of PublicTest are beyond, too few to measure.
 */
const TURNED_RATIO = 0.7;

/** A symmetric 3 x 3 filter: the weights of its corners, sides and middle. */
type Filter = readonly [corner: number, side: number, middle: number];

const LAPLACIAN: Filter = [0, 1, -4];
/** Ignores edges and slopes (Immerkaer 1996, doi:10.1006/cviu.1996.0060). */
const GRAIN: Filter = [1, -2, 4];
/** Converts GRAIN's mean absolute response to a standard deviation; its squared weights sum to 36. */
const GRAIN_TO_DEVIATION = Math.sqrt(Math.PI / 2) / 6;

/**
 * Light, contrast, sharpness and noise of a face.
 *
 * @param grey the 48 x 48 grey levels as the camera saw them
 * @param lit the same as the network gets them: relighting enlarges the noise of dim light
 * @param sidePx of the crop in the frame
 */
export function measureQuality(grey: Uint8Array, lit: Uint8Array, sidePx: number): CropQuality {
  const { mean, variance } = moments(grey);
  return {
    sidePx,
    meanGrey: mean,
    contrast: Math.sqrt(variance),
    sharpness: variance > 0 ? moments(filtered(grey, LAPLACIAN)).variance / variance : 0,
    noise: moments(filtered(lit, GRAIN).map(Math.abs)).mean * GRAIN_TO_DEVIATION,
  };
}

/** What makes this face hard to read, most limiting first. */
export function findHints(
  quality: CropQuality,
  rollRadians: number,
  keypoints: FaceKeypointsPx,
): QualityHint[] {
  const hints: readonly (readonly [QualityHint, boolean])[] = [
    ['tooSmall', quality.sidePx < TOO_SMALL_SIDE_PX],
    ['tooDark', quality.meanGrey < TOO_DARK_GREY],
    ['tooBright', quality.meanGrey > TOO_BRIGHT_GREY],
    // Relighting makes a dim face noisy; more light helps with both.
    ['noisy', quality.noise > NOISY_GREY && quality.meanGrey >= TOO_DARK_GREY],
    ['turned', Math.abs(turnRatio(keypoints)) > TURNED_RATIO],
    ['tilted', Math.abs(rollRadians) > TILTED_RADIANS],
    // Magnifying blurs a face that is too small; coming closer helps with both.
    ['blurred', quality.sharpness < BLURRED_SHARPNESS && quality.sidePx >= TOO_SMALL_SIDE_PX],
  ];
  return hints.filter(([, applies]) => applies).map(([hint]) => hint);
}

/** Why a face is unsure whatever the network says; undefined if the network decides. */
export function unreadableBecause({
  sidePx,
  meanGrey,
  sharpness,
}: CropQuality): 'tooSmall' | 'tooDark' | 'blurred' | undefined {
  if (sidePx < TOO_SMALL_SIDE_PX) return 'tooSmall';
  if (meanGrey < TOO_DARK_GREY) return 'tooDark';
  return sharpness < UNREADABLE_SHARPNESS ? 'blurred' : undefined;
}

/** How far the nose lies off the middle of the eyes along their line, in eye distances. */
function turnRatio({ rightEye, leftEye, noseTip }: FaceKeypointsPx): number {
  const alongX = leftEye.xPx - rightEye.xPx;
  const alongY = leftEye.yPx - rightEye.yPx;
  const noseX = noseTip.xPx - (rightEye.xPx + leftEye.xPx) / 2;
  const noseY = noseTip.yPx - (rightEye.yPx + leftEye.yPx) / 2;
  return (noseX * alongX + noseY * alongY) / (alongX * alongX + alongY * alongY);
}

/** The inner 46 x 46 pixels of a crop, filtered. */
function filtered(grey: Uint8Array, [corner, side, middle]: Filter): Float32Array {
  const at = (pixel: number) => grey[pixel] ?? 0;
  const beside = (pixel: number) => at(pixel - 1) + at(pixel + 1);
  const last = FACE_SIDE_PX - 1;
  const rest = new Float32Array((last - 1) ** 2);
  let index = 0;
  for (let row = 1; row < last; row += 1) {
    for (let column = 1; column < last; column += 1, index += 1) {
      const pixel = row * FACE_SIDE_PX + column;
      const above = pixel - FACE_SIDE_PX;
      const below = pixel + FACE_SIDE_PX;
      rest[index] =
        corner * (beside(above) + beside(below)) +
        side * (at(above) + at(below) + beside(pixel)) +
        middle * at(pixel);
    }
  }
  return rest;
}

function moments(values: Uint8Array | Float32Array): { mean: number; variance: number } {
  const count = values.length;
  let sum = 0;
  let squares = 0;
  // By index: with two kinds of arrays, for-of takes five times as long.
  for (let index = 0; index < count; index += 1) {
    const value = values[index] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, variance: Math.max(0, squares / count - mean * mean) };
}
