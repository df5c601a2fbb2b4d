import { FACE_SIDE_PX } from './manifest';
import type { CropQuality, FaceKeypointsPx, QualityHint } from './types';

/** Below this the crop is magnified by more than 4/3 and detail is made up. */
const TOO_SMALL_SIDE_PX = 36;
/** 99 % of FER2013's Training and PublicTest faces have a mean grey between these two. */
const TOO_DARK_GREY = 44;
const TOO_BRIGHT_GREY = 210;
/** The median FER2013 face after a Gaussian blur of 1.5 px; unblurred, 99 % lie above 0.2. */
const BLURRED_SHARPNESS = 0.02;
/** Beyond this roll the detector itself becomes unreliable (face-api issue 43). */
const TILTED_RADIANS = Math.PI / 4;
/**
 * Offset of the nose tip from the middle of the eyes, in eye distances. A nose stands about half an
 * eye distance before the eyes, so a head turned by a looks off by tan(a) / 2: 35 degrees here.
 */
const TURNED_RATIO = 0.35;

/** Light, contrast and sharpness of a 48 x 48 grey crop whose side was `sidePx` in the frame. */
export function measureQuality(grey: Uint8Array, sidePx: number): CropQuality {
  const { mean, variance } = moments(grey);
  return {
    sidePx,
    meanGrey: mean,
    contrast: Math.sqrt(variance),
    sharpness: variance > 0 ? moments(laplacian(grey)).variance / variance : 0,
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
    ['turned', Math.abs(turnRatio(keypoints)) > TURNED_RATIO],
    ['tilted', Math.abs(rollRadians) > TILTED_RADIANS],
    ['blurred', quality.sharpness < BLURRED_SHARPNESS],
  ];
  return hints.filter(([, applies]) => applies).map(([hint]) => hint);
}

/** How far the nose lies off the middle of the eyes along their line, in eye distances. */
function turnRatio({ rightEye, leftEye, noseTip }: FaceKeypointsPx): number {
  const alongX = leftEye.xPx - rightEye.xPx;
  const alongY = leftEye.yPx - rightEye.yPx;
  const noseX = noseTip.xPx - (rightEye.xPx + leftEye.xPx) / 2;
  const noseY = noseTip.yPx - (rightEye.yPx + leftEye.yPx) / 2;
  return (noseX * alongX + noseY * alongY) / (alongX * alongX + alongY * alongY);
}

/** The 4-neighbour Laplacian of the inner 46 x 46 pixels. */
function laplacian(grey: Uint8Array): Float32Array {
  const inner = FACE_SIDE_PX - 2;
  const at = (row: number, column: number) => grey[row * FACE_SIDE_PX + column] ?? 0;
  return Float32Array.from({ length: inner * inner }, (_, index) => {
    const row = 1 + Math.floor(index / inner);
    const column = 1 + (index % inner);
    const neighbours =
      at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1);
    return neighbours - 4 * at(row, column);
  });
}

function moments(values: Uint8Array | Float32Array): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, variance: Math.max(0, squares / values.length - mean * mean) };
}
