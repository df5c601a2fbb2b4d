import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { dispose, env, setBackend, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { buildGraph } from '../../src/vision/compute/lean/graph';
import type { Net, NetOutput } from '../../src/vision/compute/runtime';
import type { GraphDescription } from '../../src/vision/models/modelJson';

/** TF.js on its own WebAssembly: what the page's kernels are compared with. None of it is shipped. */

/**
 * Makes it TF.js's current back end, named `wasm`, in one thread as the page computes.
 *
 * @param paths folder of its .wasm files, or the address of each by its name
 */
export async function startTfjs(paths: Parameters<typeof setWasmPaths>[0]): Promise<void> {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(paths);
  if (!(await setBackend('wasm'))) throw new Error('expected TF.js to start on WebAssembly.');
}

/** A net on TF.js's current back end, each operation by TF.js's own way. */
export function loadTfjsNet(
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
  if (values instanceof Float32Array) return { values, shape: result.shape };
  throw new Error(`expected a float32 output, got ${result.dtype}`);
}
