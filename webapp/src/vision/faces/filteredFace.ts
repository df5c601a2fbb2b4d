import type { FaceKeypointsPx, PointPx } from '../types';
import { boxBetween, type Detection } from './detection';
import { filterPoint, startFilter, type FilteredPoint } from './smoothing';

type PointName = keyof FaceKeypointsPx | 'topLeft' | 'bottomRight';

/** A face's six keypoints and its box's corners, each with its own One-Euro filter. */
export type FilteredFace = Readonly<Record<PointName, FilteredPoint>>;

/** The filters' first state. */
export function startFace(detection: Detection): FilteredFace {
  return mapPoints(pointsOf(detection), startFilter);
}

/** The filters' state after the face's next detection, `elapsedMs` (above 0) later. */
export function filterFace(
  before: FilteredFace,
  detection: Detection,
  elapsedMs: number,
): FilteredFace {
  const sidePx = detection.boxPx.widthPx;
  return mapPoints(pointsOf(detection), (point, name) =>
    filterPoint(before[name], point, sidePx, elapsedMs),
  );
}

/** The face at its filtered place. */
export function toDetection(face: FilteredFace, score: number): Detection {
  const { topLeft, bottomRight, ...keypointsPx } = mapPoints(face, ({ xPx, yPx }) => ({
    xPx,
    yPx,
  }));
  return { score, boxPx: boxBetween(topLeft, bottomRight), keypointsPx };
}

function pointsOf({ boxPx, keypointsPx }: Detection): Record<PointName, PointPx> {
  const { xPx, yPx, widthPx, heightPx } = boxPx;
  return {
    ...keypointsPx,
    topLeft: { xPx, yPx },
    bottomRight: { xPx: xPx + widthPx, yPx: yPx + heightPx },
  };
}

function mapPoints<From, To>(
  points: Readonly<Record<PointName, From>>,
  map: (point: From, name: PointName) => To,
): Record<PointName, To> {
  return {
    topLeft: map(points.topLeft, 'topLeft'),
    bottomRight: map(points.bottomRight, 'bottomRight'),
    rightEye: map(points.rightEye, 'rightEye'),
    leftEye: map(points.leftEye, 'leftEye'),
    noseTip: map(points.noseTip, 'noseTip'),
    mouthCentre: map(points.mouthCentre, 'mouthCentre'),
    rightEarTragion: map(points.rightEarTragion, 'rightEarTragion'),
    leftEarTragion: map(points.leftEarTragion, 'leftEarTragion'),
  };
}
