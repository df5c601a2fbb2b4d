import type { Models } from '../models/loadModel';
import type { Net, Runtime } from './runtime';

/** Both networks, ready. */
export interface Nets {
  /** Outputs the boxes and the scores. */
  readonly detector: Net;
  /** Outputs the logits. */
  readonly classifier: Net;
}

/** @throws VisionError `modelIncompatible` as `Runtime.loadNet`. */
export function loadNets(runtime: Runtime, { detector, expression }: Models): Nets {
  const { boxesName, scoresName } = detector.manifest;
  return {
    detector: runtime.loadNet(detector.graph, detector.weights, [boxesName, scoresName]),
    classifier: runtime.loadNet(expression.graph, expression.weights, [
      expression.manifest.outputName,
    ]),
  };
}
