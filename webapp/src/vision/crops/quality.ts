import { FACE_SIDE_PX } from '../models/manifest';
import type { CropQuality, FaceKeypointsPx, QualityHint } from '../types';

/*
 * Where these begin is measured: `python benchmarks/framing/quality.py` spoils 300 PublicTest faces
 * and reads them with the model `fast` (docs/framing.md). Points are of accuracy, with their 95 %
 * interval.
 */

/** A face of 36 px loses 1.7 +- 3.9 points, one of 32 px 5.0 +- 3.7, one of 28 px 6.7 +- 4.0. */
const TOO_SMALL_SIDE_PX = 32;
/**
 * Relit, an eighth of the light (a median grey of 16) costs the network nothing (-0.7 +- 2.3 points)
 * and a thirtieth (4) 2.3 +- 4.2; but there the detector misses more than half of the faces
 * (docs/framing), and what a sensor's noise adds in such light is in no figure here: the hint comes
 * early. PublicTest has 0.1 % below 16.
 */
const TOO_DARK_GREY = 16;
/**
 * What is over-exposed is lost: 1.5 times the light has a median of 182 and costs 4.7 +- 4.0
 * points, twice the light 207 and 14.0 +- 5.6. PublicTest has 1.8 % above 195.
 */
const TOO_BRIGHT_GREY = 195;
/** A Gaussian of 1 px leaves this median and costs 7.0 +- 4.2 points; PublicTest has 0.1 % below. */
const BLURRED_SHARPNESS = 0.06;
/** A Gaussian of 1.5 px leaves this one and costs 16.7 +- 5.9 points: too many to be sure. */
const UNREADABLE_SHARPNESS = 0.022;
/**
 * Noise of 10 grey levels is measured as 11.5 in the median and costs 2.7 +- 4.3 points, noise of 20
 * as 20.4 and 15.0 +- 5.6: between them, 5 points are lost at 13. PublicTest has 0.3 % above that.
 */
const NOISY_GREY = 13;
/**
 * End to end, a head that tilts by 30 degrees costs 3.0 points (mean of both sides, 400 faces), by 45
 * 4.8, by 60 8.4 (60 faces); docs/framing.md.
 */
const TILTED_RADIANS = Math.PI / 4;
/**
 * Offset of the nose tip from the middle of the eyes, in eye distances. A nose stands about half an
 * eye distance before the eyes, so a head turned by a looks off by tan(a) / 2: 54 degrees here. Up to
 * there a turned head costs no more than the 5 points that are worth a hint (`python
 * benchmarks/framing/pose.py`: 4.8 +- 11.4 at 0.5 to 0.7); 1.3 % of PublicTest are beyond, too few to
 * tell.
 */
const TURNED_RATIO = 0.7;

/** A 3 x 3 filter that is the same in all directions: its corners, its sides and its middle. */
type Filter = readonly [corner: number, side: number, middle: number];

const LAPLACIAN: Filter = [0, 1, -4];
/** What edges and slopes leave at zero (Immerkaer 1996, doi:10.1006/cviu.1996.0060). */
const GRAIN: Filter = [1, -2, 4];
/** From the mean of what it leaves to the deviation of normal noise: its weights' squares sum to 36. */
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

/** What keeps this face from being read well, most limiting first. */
export function findHints(
  quality: CropQuality,
  rollRadians: number,
  keypoints: FaceKeypointsPx,
): QualityHint[] {
  const hints: readonly (readonly [QualityHint, boolean])[] = [
    ['tooSmall', quality.sidePx < TOO_SMALL_SIDE_PX],
    ['tooDark', quality.meanGrey < TOO_DARK_GREY],
    ['tooBright', quality.meanGrey > TOO_BRIGHT_GREY],
    // What is dim is noisy when it is relit; more light helps with both.
    ['noisy', quality.noise > NOISY_GREY && quality.meanGrey >= TOO_DARK_GREY],
    ['turned', Math.abs(turnRatio(keypoints)) > TURNED_RATIO],
    ['tilted', Math.abs(rollRadians) > TILTED_RADIANS],
    // A face that is too small is blurred by being magnified; coming closer helps with both.
    ['blurred', quality.sharpness < BLURRED_SHARPNESS && quality.sidePx >= TOO_SMALL_SIDE_PX],
  ];
  return hints.filter(([, applies]) => applies).map(([hint]) => hint);
}

/** Why no reading of a face is sure, whatever the network says; undefined if it can be. */
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

/** The inner 46 x 46 pixels of a crop through a filter. */
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
  // By index: over lists of two kinds, for-of takes five times as long.
  for (let index = 0; index < count; index += 1) {
    const value = values[index] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, variance: Math.max(0, squares / count - mean * mean) };
}
