import { graphsOf, loadNets } from "../../../webapp/src/vision/backends/nets";
import { createClassifier } from "../../../webapp/src/vision/classifier";
import {
  cropSidePx,
  rollRadians,
  toPixels,
  type Similarity,
} from "../../../webapp/src/vision/crop";
import { createDetector } from "../../../webapp/src/vision/detector";
import { createFaceFinder } from "../../../webapp/src/vision/faceFinder";
import { createFrameGrabber } from "../../../webapp/src/vision/frameGrabber";
import { loadModels } from "../../../webapp/src/vision/loadModel";
import { fitRuntime, startRuntime } from "../../../webapp/src/vision/runtime";
import { BUNDLED_WASM } from "../../../webapp/src/vision/wasmFiles";

/** The page's own modules, ready, here without their worker. */
export async function loadChain(model: string) {
  const options = { wasm: BUNDLED_WASM };
  const [started, models] = await Promise.all([
    startRuntime(options),
    loadModels({ modelsUrl: new URL("/models/", location.href).href, model }),
  ]);
  const runtime = await fitRuntime(started, graphsOf(models), options);
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
