import { dispose, findBackend, tensor, util, type Tensor } from '@tensorflow/tfjs-core';
import { VisionError } from '../../errors';
import type { GraphDescription } from '../../models/modelJson';
import { buildGraph, type Graph } from './graph';
import { LeanBackend } from './leanBackend';
import { LEAN } from './register';
import { expectSupported } from './supports';
import type { Tape } from './tape';

/** A neural network in memory. */
export interface Net {
  /**
   * The outputs for one input, in the order given when the net was loaded. Tensors live only during the
   * call.
   *
   * @param input float32, row-major
   * @throws Error if the input has another shape.
   */
  run(input: Float32Array, shape: readonly number[]): Promise<NetOutput[]>;
  dispose(): void;
}

export interface NetOutput {
  /** Row-major; integer outputs are refused. */
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** A recorded run, for one shape of inputs. */
interface Recording {
  readonly tape: Tape;
  readonly input: Float32Array;
  readonly outputs: readonly {
    readonly values: () => unknown;
    readonly shape: readonly number[];
  }[];
}

/** Most recordings kept: each number of faces that are read at once has its own. */
const MOST_RECORDINGS = 8;

/**
 * A net on the lean back end, which must be TF.js's current one. TF.js runs the graph once for each
 * shape of inputs; that run is recorded and then replayed.
 *
 * @throws VisionError `modelIncompatible` if TF.js cannot build the graph, or the kernels lack one of
 * its operations, which is named.
 */
export function loadLeanNet(
  graph: GraphDescription,
  weights: ArrayBuffer,
  outputs: readonly string[],
): Net {
  expectSupported(graph);
  const model = buildGraph(graph, weights);
  const recordings = new Map<string, Recording>();

  function recordingFor(shape: readonly number[]): Recording {
    const key = shape.join();
    const known = recordings.get(key);
    if (known !== undefined) return known;
    const [oldest] = recordings.size < MOST_RECORDINGS ? [] : recordings;
    if (oldest !== undefined) {
      oldest[1].tape.dispose();
      recordings.delete(oldest[0]);
    }
    const recording = record(model, shape, outputs);
    recordings.set(key, recording);
    return recording;
  }

  return {
    // Asynchronous like other nets, so that failures reject.
    // eslint-disable-next-line @typescript-eslint/require-await
    async run(values, shape) {
      const size = util.sizeFromShape([...shape]);
      if (values.length !== size) {
        throw new Error(
          `expected ${size} numbers of shape [${shape.join()}], got ${values.length}.`,
        );
      }
      const recording = recordingFor(shape);
      recording.input.set(values);
      recording.tape.replay();
      return recording.outputs.map(readOutput);
    },
    dispose: () => {
      for (const { tape } of recordings.values()) tape.dispose();
      recordings.clear();
      model.dispose();
    },
  };
}

function record(model: Graph, shape: readonly number[], names: readonly string[]): Recording {
  const backend = findBackend(LEAN);
  if (!(backend instanceof LeanBackend)) throw new Error('expected the lean back end, got none.');
  const owned: Tensor[] = [];
  const input = new Float32Array(util.sizeFromShape([...shape]));
  try {
    let results: Tensor[] = [];
    const tape = backend.record(() => {
      const x = tensor(input, [...shape], 'float32');
      owned.push(x);
      results = [model.execute([x], [...names])].flat();
      owned.push(...results);
    });
    const outputs = results.map((result) => ({
      values: backend.view(result),
      shape: result.shape,
    }));
    return { tape, input, outputs };
  } finally {
    dispose(owned);
  }
}

function readOutput({ values, shape }: Recording['outputs'][number]): NetOutput {
  const numbers = values();
  if (numbers instanceof Float32Array) return { values: numbers.slice(), shape };
  throw new VisionError('modelIncompatible', 'expected float32 outputs, got whole numbers.');
}
