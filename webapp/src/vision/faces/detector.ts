import type { Net } from '../compute/runtime';
import type { RgbaImage } from '../crops/crop';
import { VisionError } from '../errors';
import { ANCHOR_COUNT, DETECTOR_SIDE_PX, type DetectorManifest } from '../models/manifest';
import { anchorCentres } from './anchors';
import { decodeDetections, type RawDetection } from './decode';
import { suppressWeighted } from './suppress';

/** Finds faces within about two metres of the camera: BlazeFace short-range (arXiv 1907.05047). */
export interface Detector {
  /**
   * The faces in a square, best first, in fractions of it.
   *
   * @param square 128 x 128 pixels; the graph takes one at a time
   */
  detect(square: RgbaImage): Promise<RawDetection[]>;
}

const INPUT_SHAPE = [1, DETECTOR_SIDE_PX, DETECTOR_SIDE_PX, 3];

/**
 * A detector around `net`, whose outputs must be the boxes and the scores, in this order.
 *
 * @throws VisionError `modelIncompatible` if the manifest's anchors and the boxes differ in number.
 */
export function createDetector(net: Net, manifest: DetectorManifest): Detector {
  const anchors = anchorCentres(DETECTOR_SIDE_PX, manifest.anchors);
  if (anchors.length !== 2 * ANCHOR_COUNT) {
    throw new VisionError(
      'modelIncompatible',
      `${manifest.name}: expected strides that give ${ANCHOR_COUNT} anchors, ` +
        `got ${anchors.length / 2}. Export the detector again.`,
    );
  }
  const input = new Float32Array(DETECTOR_SIDE_PX * DETECTOR_SIDE_PX * 3);
  return {
    async detect(square) {
      fillInput(input, square);
      const [boxes, scores] = await net.run(input, INPUT_SHAPE);
      if (boxes === undefined || scores === undefined) return [];
      const found = decodeDetections(
        boxes.values,
        scores.values,
        anchors,
        DETECTOR_SIDE_PX,
        manifest.scoreThreshold,
      );
      return suppressWeighted(found, manifest.iouThreshold);
    },
  };
}

/** Converts RGB bytes 0 to 255, without alpha, to numbers from -1 to 1. */
function fillInput(input: Float32Array, { data }: RgbaImage): void {
  for (let pixel = 0, index = 0; pixel < data.length; pixel += 4) {
    for (let channel = 0; channel < 3; channel += 1, index += 1) {
      input[index] = (data[pixel + channel] ?? 0) / 127.5 - 1;
    }
  }
}
