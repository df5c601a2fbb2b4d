import { loadNets } from "../../../webapp/src/vision/compute/nets";
import { createClassifier } from "../../../webapp/src/vision/answers/classifier";
import {
  cropSidePx,
  rollRadians,
  toPixels,
  type Similarity,
} from "../../../webapp/src/vision/crops/crop";
import { createDetector } from "../../../webapp/src/vision/faces/detector";
import { createFaceFinder } from "../../../webapp/src/vision/faces/faceFinder";
import { createFrameGrabber } from "../../../webapp/src/vision/crops/frameGrabber";
import { loadModels } from "../../../webapp/src/vision/models/loadModel";
import { startRuntime } from "../../../webapp/src/vision/compute/runtime";
import { BUNDLED_KERNELS } from "../../../webapp/src/vision/compute/kernelFiles";

/** The page's own modules, ready, here without their worker. */
export async function loadChain(model: string) {
  const [runtime, models] = await Promise.all([
    startRuntime(BUNDLED_KERNELS),
    loadModels({ models: { url: new URL("/models/", location.href).href }, model }),
  ]);
  const nets = loadNets(runtime, models);
  const { manifest } = models.expression;
  const detector = createDetector(nets.detector, models.detector.manifest);
  return {
    manifest,
    detector,
    classifier: createClassifier(nets.classifier, manifest),
    finder: createFaceFinder(detector, manifest.template),
    grabber: createFrameGrabber(),
    tensorCount: () => runtime.tensorCount(),
    /** The likeliest expression. */
    name: (probabilities: readonly number[] = []) =>
      manifest.labels[probabilities.indexOf(Math.max(...probabilities))] ?? "",
  };
}

/** Middle x and y, side, and the head's turn in degrees. */
export function placeOf(
  similarity: Similarity,
): readonly [number, number, number, number] {
  const { xPx, yPx } = toPixels(similarity, 0.5, 0.5);
  return [
    xPx,
    yPx,
    cropSidePx(similarity),
    (rollRadians(similarity) * 180) / Math.PI,
  ];
}
