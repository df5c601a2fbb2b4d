import type { Similarity } from '../../../webapp/src/vision/crop';
import { fitSimilarity } from '../../../webapp/src/vision/crop';
import type { CropTemplate, FramePoint } from '../../../webapp/src/vision/manifest';
import type { FaceReading, PointPx } from '../../../webapp/src/vision/types';

/** Where FER2013's 48 x 48 pictures lie about the detector's box, in sides of the box. */
export interface BoxGeometry {
  readonly scale: number;
  readonly offset: FramePoint;
}

/** A way to cut a face out of a frame. */
export type Framing = (face: FaceReading) => Similarity | undefined;

/** What the page could do instead of what it does. */
export function otherFramings(template: CropTemplate, box: BoxGeometry): Map<string, Framing> {
  return new Map<string, Framing>([
    ['box', (face) => aroundBox(face, { scale: 1, offset: [0, 0] })],
    ['box, scaled', (face) => aroundBox(face, box)],
    ['box, turned', (face) => aroundTurnedBox(face, box)],
    ['eyes', (face) => onEyes(face, template)],
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

/** The same, turned as the head is. From near, the box is measured on the upright head. */
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
