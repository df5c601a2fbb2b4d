import { cropSidePx, toPixels, type Similarity } from '../crops/crop';
import type { BoxPx, FaceKeypointsPx, PointPx } from '../types';
import type { RawDetection } from './decode';

/** A face as the detector found it, in pixels of the frame. */
export interface Detection {
  readonly score: number;
  readonly boxPx: BoxPx;
  readonly keypointsPx: FaceKeypointsPx;
}

/**
 * The detection moved from the detector's square to the frame. Its box stays upright in the frame and
 * keeps its middle, however the square is rotated.
 *
 * @param square maps its fractions to pixels of the frame
 */
export function toFrame({ score, coordinates }: RawDetection, square: Similarity): Detection {
  const [left = 0, top = 0, right = 0, bottom = 0] = coordinates;
  const middle = toPixels(square, (left + right) / 2, (top + bottom) / 2);
  const widthPx = (right - left) * cropSidePx(square);
  const heightPx = (bottom - top) * cropSidePx(square);
  const point = (index: number): PointPx =>
    toPixels(square, coordinates[2 * index] ?? 0, coordinates[2 * index + 1] ?? 0);
  return {
    score,
    boxPx: { xPx: middle.xPx - widthPx / 2, yPx: middle.yPx - heightPx / 2, widthPx, heightPx },
    keypointsPx: {
      rightEye: point(2),
      leftEye: point(3),
      noseTip: point(4),
      mouthCentre: point(5),
      rightEarTragion: point(6),
      leftEarTragion: point(7),
    },
  };
}

/** The box between two opposite corners. */
export function boxBetween(topLeft: PointPx, bottomRight: PointPx): BoxPx {
  return {
    xPx: topLeft.xPx,
    yPx: topLeft.yPx,
    widthPx: bottomRight.xPx - topLeft.xPx,
    heightPx: bottomRight.yPx - topLeft.yPx,
  };
}

/** Each of the six points moved. */
export function mapKeypoints(
  points: FaceKeypointsPx,
  move: (point: PointPx, name: keyof FaceKeypointsPx) => PointPx,
): FaceKeypointsPx {
  return {
    rightEye: move(points.rightEye, 'rightEye'),
    leftEye: move(points.leftEye, 'leftEye'),
    noseTip: move(points.noseTip, 'noseTip'),
    mouthCentre: move(points.mouthCentre, 'mouthCentre'),
    rightEarTragion: move(points.rightEarTragion, 'rightEarTragion'),
    leftEarTragion: move(points.leftEarTragion, 'leftEarTragion'),
  };
}

/** Root mean square distance of two detections' six points, in pixels. */
export function rootMeanSquarePx(a: Detection, b: Detection): number {
  const points = Object.values<PointPx>({ ...a.keypointsPx });
  const others = Object.values<PointPx>({
    ...mapKeypoints(a.keypointsPx, (_, name) => b.keypointsPx[name]),
  });
  const squares = points.map(
    ({ xPx, yPx }, at) =>
      (xPx - (others[at]?.xPx ?? xPx)) ** 2 + (yPx - (others[at]?.yPx ?? yPx)) ** 2,
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/** The interpolation from `a` to `b` by `share`, with the score of `b`. */
export function between(a: Detection, b: Detection, share: number): Detection {
  const mix = (from: number, to: number) => from + share * (to - from);
  return {
    score: b.score,
    boxPx: {
      xPx: mix(a.boxPx.xPx, b.boxPx.xPx),
      yPx: mix(a.boxPx.yPx, b.boxPx.yPx),
      widthPx: mix(a.boxPx.widthPx, b.boxPx.widthPx),
      heightPx: mix(a.boxPx.heightPx, b.boxPx.heightPx),
    },
    keypointsPx: mapKeypoints(a.keypointsPx, ({ xPx, yPx }, name) => ({
      xPx: mix(xPx, b.keypointsPx[name].xPx),
      yPx: mix(yPx, b.keypointsPx[name].yPx),
    })),
  };
}
