import type { RawDetection } from './decode';

/**
 * One detection per face, best score first: MediaPipe's weighted non-maximum suppression
 * (NonMaxSuppressionCalculator, algorithm WEIGHTED). Every box that overlaps the best one by more
 * than `iouThreshold` is averaged into it, box and keypoints alike, weighted by score. BlazeFace's
 * paper calls it blending and measured 40 % less jitter than with plain suppression
 * (arXiv 1907.05047, section 4).
 */
export function suppressWeighted(
  detections: readonly RawDetection[],
  iouThreshold: number,
): RawDetection[] {
  const faces: RawDetection[] = [];
  let rest = detections.toSorted((a, b) => b.score - a.score);
  for (let best = rest[0]; best !== undefined; best = rest[0]) {
    const overlapping: RawDetection[] = [best];
    const apart: RawDetection[] = [];
    for (const other of rest.slice(1)) {
      (overlapRatio(best, other) > iouThreshold ? overlapping : apart).push(other);
    }
    faces.push({ score: best.score, coordinates: weightedMean(overlapping) });
    rest = apart;
  }
  return faces;
}

function weightedMean(detections: readonly RawDetection[]): number[] {
  const totalScore = detections.reduce((sum, { score }) => sum + score, 0);
  const length = detections[0]?.coordinates.length ?? 0;
  return Array.from(
    { length },
    (_, index) =>
      detections.reduce(
        (sum, { score, coordinates }) => sum + score * (coordinates[index] ?? 0),
        0,
      ) / totalScore,
  );
}

/** Intersection over union of two detections' boxes; 0 if both are empty. */
function overlapRatio(a: RawDetection, b: RawDetection): number {
  const [aLeft = 0, aTop = 0, aRight = 0, aBottom = 0] = a.coordinates;
  const [bLeft = 0, bTop = 0, bRight = 0, bBottom = 0] = b.coordinates;
  const width = Math.max(0, Math.min(aRight, bRight) - Math.max(aLeft, bLeft));
  const height = Math.max(0, Math.min(aBottom, bBottom) - Math.max(aTop, bTop));
  const intersection = width * height;
  const union =
    (aRight - aLeft) * (aBottom - aTop) + (bRight - bLeft) * (bBottom - bTop) - intersection;
  return union > 0 ? intersection / union : 0;
}
