import { dispose, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { VisionError } from '../errors';
import type { GraphDescription } from '../modelJson';
import { buildGraph } from './graph';

/** A neural network in memory. */
export interface Net {
  /**
   * The outputs for one input, in the order in which the net was loaded to give them. Tensors live
   * only within the call.
   *
   * @param input float32, row-major
   * @throws VisionError `workerFailed` if the net is on a GPU that was lost.
   * @throws Error if the input does not fit.
   */
  run(input: Float32Array, shape: readonly number[]): Promise<NetOutput[]>;
  dispose(): void;
}

export interface NetOutput {
  /** Row-major; int32 outputs are refused at load. */
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/**
 * A net on TF.js's current back end.
 *
 * @throws VisionError `modelIncompatible` if TF.js cannot build the graph.
 */
export function loadGraphNet(
  graph: GraphDescription,
  weights: ArrayBuffer,
  outputs: readonly string[],
): Net {
  const model = buildGraph(graph, weights);
  return {
    async run(values, shape) {
      const owned: Tensor[] = [tensor(values, [...shape], 'float32')];
      try {
        const results = [model.execute(owned, [...outputs])].flat();
        owned.push(...results);
        return await Promise.all(results.map(readOutput));
      } finally {
        dispose(owned);
      }
    },
    dispose: () => {
      model.dispose();
    },
  };
}

async function readOutput(result: Tensor): Promise<NetOutput> {
  const values = await result.data();
  if (!(values instanceof Float32Array)) {
    throw new VisionError('modelIncompatible', `expected a float32 output, got ${result.dtype}`);
  }
  return { values, shape: result.shape };
}
