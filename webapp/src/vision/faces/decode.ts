import type { AnchorCentres } from './anchors';

/** Coordinates of one face in fractions of the detector's square. */
export interface RawDetection {
  /** 0 to 1. */
  readonly score: number;
  /**
   * Left, top, right and bottom of the box, then x and y of the six keypoints. One list, because
   * suppression averages all of them in the same way.
   */
  readonly coordinates: readonly number[];
}

/** Numbers per anchor in the boxes output: centre x, y, width, height, six keypoints. */
const NUMBERS_PER_ANCHOR = 16;
/** MediaPipe clips the scores' logits here, so that the exponential stays finite. */
const LOGIT_LIMIT = 100;

/**
 * The detections whose score reaches `scoreThreshold`, in the order of their anchors.
 *
 * BlazeFace gives offsets from the anchor's centre in pixels of its input (MediaPipe's
 * TfLiteTensorsToDetectionsCalculator with `reverse_output_order` and no exponential on the size).
 *
 * @param boxes float32 [anchors, 16]
 * @param scores float32 [anchors], logits
 */
export function decodeDetections(
  boxes: Float32Array,
  scores: Float32Array,
  anchors: AnchorCentres,
  inputSidePx: number,
  scoreThreshold: number,
): RawDetection[] {
  const detections: RawDetection[] = [];
  for (let anchor = 0; anchor < scores.length; anchor += 1) {
    const score = sigmoid(scores[anchor] ?? -LOGIT_LIMIT);
    if (score < scoreThreshold) continue;
    const numbers = boxes.subarray(anchor * NUMBERS_PER_ANCHOR, (anchor + 1) * NUMBERS_PER_ANCHOR);
    const [x = 0, y = 0, width = 0, height = 0, ...keypoints] = Array.from(
      numbers,
      (value) => value / inputSidePx,
    );
    if (width < 0 || height < 0) continue;
    const anchorX = anchors[2 * anchor] ?? 0;
    const anchorY = anchors[2 * anchor + 1] ?? 0;
    const centreX = anchorX + x;
    const centreY = anchorY + y;
    detections.push({
      score,
      coordinates: [
        centreX - width / 2,
        centreY - height / 2,
        centreX + width / 2,
        centreY + height / 2,
        ...keypoints.map((value, index) => value + (index % 2 === 0 ? anchorX : anchorY)),
      ],
    });
  }
  return detections;
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-Math.max(-LOGIT_LIMIT, Math.min(LOGIT_LIMIT, logit))));
}
