import { GraphModel } from '@tensorflow/tfjs-converter';
import { VisionError } from '../../errors';
import type { GraphDescription } from '../../models/modelJson';

/** A graph as TF.js runs it. */
export type Graph = Pick<GraphModel, 'execute' | 'dispose'>;

/**
 * A graph with its weights on TF.js's current back end.
 *
 * @throws VisionError `modelIncompatible` if TF.js cannot build it.
 */
export function buildGraph(
  { topology, signature, weights: weightSpecs }: GraphDescription,
  weights: ArrayBuffer,
): Graph {
  const model = new GraphModel({
    load: () => ({
      modelTopology: topology,
      ...(signature === undefined ? {} : { signature }),
      weightSpecs: [...weightSpecs],
      weightData: weights,
    }),
  });
  try {
    model.load();
  } catch (error) {
    throw new VisionError('modelIncompatible', 'TF.js could not build the graph of model.json.', {
      cause: error,
    });
  }
  return model;
}
