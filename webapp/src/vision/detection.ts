import type { RawDetection } from './decode';
import { toFrameX, toFrameY, type Letterbox } from './letterbox';
import type { BoxPx, FaceKeypointsPx, PointPx } from './types';

/** A face as the detector found it, in pixels of the frame. */
export interface Detection {
  readonly score: number;
  readonly boxPx: BoxPx;
  readonly keypointsPx: FaceKeypointsPx;
}

/** The detection moved from the detector's square to the frame. */
export function toFrame({ score, coordinates }: RawDetection, letterbox: Letterbox): Detection {
  const point = (index: number): PointPx => ({
    xPx: toFrameX(letterbox, coordinates[2 * index] ?? 0),
    yPx: toFrameY(letterbox, coordinates[2 * index + 1] ?? 0),
  });
  const topLeft = point(0);
  const bottomRight = point(1);
  return {
    score,
    boxPx: boxBetween(topLeft, bottomRight),
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
