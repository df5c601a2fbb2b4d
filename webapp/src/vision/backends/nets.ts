import type { Models } from '../loadModel';
import type { GraphDescription } from '../modelJson';
import type { Net, Runtime } from '../runtime';

/** Both networks on one back end. */
export interface Nets {
  /** Gives the boxes and the scores. */
  readonly detector: Net;
  /** Gives the logits. */
  readonly classifier: Net;
}

/** @throws VisionError `modelIncompatible` if TF.js cannot build a graph. */
export function loadNets(runtime: Runtime, { detector, expression }: Models): Nets {
  const { boxesName, scoresName } = detector.manifest;
  return {
    detector: runtime.loadNet(detector.graph, detector.weights, [boxesName, scoresName]),
    classifier: runtime.loadNet(expression.graph, expression.weights, [
      expression.manifest.outputName,
    ]),
  };
}

/** What both networks are made of. */
export function graphsOf({ detector, expression }: Models): GraphDescription[] {
  return [detector.graph, expression.graph];
}

export function disposeNets({ detector, classifier }: Nets): void {
  detector.dispose();
  classifier.dispose();
}
