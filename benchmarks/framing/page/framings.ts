import type { Similarity } from '../../../webapp/src/vision/crops/crop';
import {
  cropSidePx,
  fitPoints,
  fitSimilarity,
  rollRadians,
  toPixels,
} from '../../../webapp/src/vision/crops/crop';
import type { CropTemplate, FramePoint } from '../../../webapp/src/vision/models/manifest';
import type { FaceKeypointsPx, FaceReading, PointPx } from '../../../webapp/src/vision/types';

/** How FER2013's 48 x 48 pictures lie about what the detector sees in them. */
export interface TrainingGeometry {
  readonly box: BoxGeometry;
  /** All six points, in fractions of the picture. */
  readonly points: Readonly<Record<keyof FaceKeypointsPx, FramePoint>>;
}

/** The pictures about the detector's box, in sides of the box. */
interface BoxGeometry {
  readonly scale: number;
  readonly offset: FramePoint;
}

/**
 * Where a head that tilts begins to be turned upright, and is so wholly, when it is turned in part:
 * FER2013's own heads tilt by 13 degrees (standard deviation), as their pictures show them.
 */
const TURNED_FROM_RADIANS = (10 * Math.PI) / 180;
const TURNED_WHOLLY_RADIANS = (30 * Math.PI) / 180;

/** A way to cut a face out of a frame. */
export type Framing = (face: FaceReading) => Similarity | undefined;

/** What the page could do instead of what it does. */
export function otherFramings(
  template: CropTemplate,
  { box, points }: TrainingGeometry,
): Map<string, Framing> {
  const turnedBox: Framing = (face) => aroundTurnedBox(face, box);
  const sixPoints: Framing = ({ keypointsPx }) => onSixPoints(keypointsPx, points);
  return new Map<string, Framing>([
    ['box', (face) => aroundBox(face, { scale: 1, offset: [0, 0] })],
    ['box, scaled', (face) => aroundBox(face, box)],
    ['box, scaled and turned', turnedBox],
    ['box, scaled and turned in part', inPart(turnedBox)],
    ['eyes', (face) => onEyes(face, template)],
    ['eyes and mouth, in part', inPart((face) => fitSimilarity(template, face.keypointsPx))],
    ['six points', sixPoints],
    ['six points, in part', inPart(sixPoints)],
  ]);
}

/** The same crop, but a head that tilts a little stays as it is. */
function inPart(framing: Framing): Framing {
  return (face) => {
    const whole = framing(face);
    if (whole === undefined) return undefined;
    const roll = rollRadians(whole);
    const beyond = Math.abs(roll) - TURNED_FROM_RADIANS;
    const share = Math.max(0, Math.min(1, beyond / (TURNED_WHOLLY_RADIANS - TURNED_FROM_RADIANS)));
    const turn = roll * share * share * (3 - 2 * share);
    const sidePx = cropSidePx(whole);
    return {
      zRealPx: sidePx * Math.cos(turn),
      zImaginaryPx: sidePx * Math.sin(turn),
      centre: [0.5, 0.5],
      originPx: toPixels(whole, 0.5, 0.5),
    };
  };
}

/** All that the detector sees, by least squares. */
function onSixPoints(
  keypoints: FaceKeypointsPx,
  points: TrainingGeometry['points'],
): Similarity | undefined {
  return fitPoints([
    [points.rightEye, keypoints.rightEye],
    [points.leftEye, keypoints.leftEye],
    [points.noseTip, keypoints.noseTip],
    [points.mouthCentre, keypoints.mouthCentre],
    [points.rightEarTragion, keypoints.rightEarTragion],
    [points.leftEarTragion, keypoints.leftEarTragion],
  ]);
}

/** A square about the box's middle, upright in the frame. */
function aroundBox({ boxPx }: FaceReading, { scale, offset }: BoxGeometry): Similarity {
  const sidePx = Math.max(boxPx.widthPx, boxPx.heightPx);
  return {
    zRealPx: sidePx * scale,
    zImaginaryPx: 0,
    centre: [0.5, 0.5],
    originPx: {
      xPx: boxPx.xPx + boxPx.widthPx / 2 + offset[0] * sidePx,
      yPx: boxPx.yPx + boxPx.heightPx / 2 + offset[1] * sidePx,
    },
  };
}

/** The same, rotated with the head. In a close-up, the box is measured on the upright head. */
function aroundTurnedBox(face: FaceReading, box: BoxGeometry): Similarity {
  const upright = aroundBox(face, { scale: 1, offset: [0, 0] });
  const sidePx = upright.zRealPx;
  const { xPx, yPx } = upright.originPx;
  const [cos, sin] = [Math.cos(face.rollRadians), Math.sin(face.rollRadians)];
  const [x, y] = [box.offset[0] * sidePx, box.offset[1] * sidePx];
  return {
    zRealPx: box.scale * sidePx * cos,
    zImaginaryPx: box.scale * sidePx * sin,
    centre: [0.5, 0.5],
    originPx: { xPx: xPx + x * cos - y * sin, yPx: yPx + x * sin + y * cos },
  };
}

/** The eyes where the training pictures have them; the mouth wherever it comes to lie. */
function onEyes({ keypointsPx }: FaceReading, template: CropTemplate): Similarity | undefined {
  const { rightEye, leftEye } = keypointsPx;
  // The mouth that two eyes alone would put: the template's own, so that the fit is exact.
  const exact = twoPoints(template.rightEye, template.leftEye, rightEye, leftEye);
  if (exact === undefined) return undefined;
  return fitSimilarity(template, { rightEye, leftEye, mouthCentre: exact(template.mouth) });
}

/** The map that carries two points onto two others. */
function twoPoints(
  a: FramePoint,
  b: FramePoint,
  toA: PointPx,
  toB: PointPx,
): ((point: FramePoint) => PointPx) | undefined {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const [ex, ey] = [toB.xPx - toA.xPx, toB.yPx - toA.yPx];
  const length = dx * dx + dy * dy;
  if (length === 0) return undefined;
  const real = (dx * ex + dy * ey) / length;
  const imaginary = (dx * ey - dy * ex) / length;
  return ([x, y]) => ({
    xPx: toA.xPx + real * (x - a[0]) - imaginary * (y - a[1]),
    yPx: toA.yPx + imaginary * (x - a[0]) + real * (y - a[1]),
  });
}
