import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { GraphModel } from '@tensorflow/tfjs-converter';
import { dispose, env, memory, setBackend, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { VisionError } from './errors';
import type { GraphDescription } from './modelJson';
import type { Backend } from './types';
import { withWatchdog } from './watchdog';

/** WebAssembly that neither starts nor fails within this time counts as hung. */
const START_LIMIT_MS = 8000;

/** The smallest valid WebAssembly module: magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Where TF.js's WebAssembly files are: a folder, or the address of each. */
export type WasmPaths = string | { readonly plain: string; readonly simd: string };

export interface RuntimeOptions {
  readonly wasmPaths: WasmPaths;
  readonly startLimitMs?: number;
}

/** A neural network in memory. */
export interface Net {
  /**
   * The outputs for one input, in the order in which the net was loaded to give them. Tensors live
   * only within the call.
   *
   * @param input float32, row-major
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

/** TF.js, the only module that knows it. A successor costs this file. */
export interface Runtime {
  readonly backend: Backend;
  /**
   * @param weights the shards' bytes, in order
   * @param outputs names of the outputs that `run` gives
   * @throws VisionError `modelIncompatible` if TF.js cannot build the graph.
   */
  loadNet(graph: GraphDescription, weights: ArrayBuffer, outputs: readonly string[]): Net;
  /** Tensors alive, weights included. */
  tensorCount(): number;
}

/**
 * TF.js on WebAssembly with one thread, SIMD where the browser has it.
 *
 * One thread, because more bring nothing on nets of this size, and because looking for threads hangs
 * for good on isolated pages whose policy forbids blob: workers.
 *
 * @throws VisionError `wasmAbsent`, `wasmBlocked` or `wasmHung`.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  checkWebAssembly();
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(toFileMap(options.wasmPaths));
  const limitMs = options.startLimitMs ?? START_LIMIT_MS;
  const started = await withWatchdog(
    setBackend('wasm'),
    limitMs,
    () => new VisionError('wasmHung', `WebAssembly did not start within ${limitMs} ms. Reload.`),
  );
  if (!started) {
    throw new VisionError(
      'wasmBlocked',
      "TF.js's WebAssembly file could not be loaded or started. Is it deployed, and as .wasm?",
    );
  }
  const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return {
    backend: simd === true ? 'wasm-simd' : 'wasm',
    loadNet,
    tensorCount: () => memory().numTensors,
  };
}

/** Tells absent and forbidden WebAssembly apart, which TF.js reports alike. */
function checkWebAssembly(): void {
  if (!('WebAssembly' in globalThis)) {
    throw new VisionError('wasmAbsent', 'This browser has no WebAssembly. Use a newer one.');
  }
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (error) {
    throw new VisionError(
      'wasmBlocked',
      "WebAssembly may not be compiled here. The page's policy needs script-src 'wasm-unsafe-eval'.",
      { cause: error },
    );
  }
}

function toFileMap(paths: WasmPaths): string | Record<string, string> {
  if (typeof paths === 'string') return paths;
  return {
    'tfjs-backend-wasm.wasm': paths.plain,
    'tfjs-backend-wasm-simd.wasm': paths.simd,
    // TF.js insists on an entry; with one thread it is not asked for.
    'tfjs-backend-wasm-threaded-simd.wasm': paths.simd,
  };
}

function loadNet(
  { topology, signature, weights: weightSpecs }: GraphDescription,
  weights: ArrayBuffer,
  outputs: readonly string[],
): Net {
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
