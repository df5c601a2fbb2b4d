import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { engine, env, memory, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import type { GpuChoice, StartGpu } from './backends/gpu';
import { GpuRefused } from './backends/gpu';
import { loadGraphNet, type Net } from './backends/graphNet';
import { guardNet } from './backends/guardedNet';
import { VisionError } from './errors';
import type { GraphDescription } from './modelJson';
import type { Backend } from './types';
import { withWatchdog } from './watchdog';

export type { Net, NetOutput } from './backends/graphNet';

/** A back end that neither starts nor fails within this time counts as hung. */
const START_LIMIT_MS = 8000;

/** The smallest valid WebAssembly module: magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Where TF.js's WebAssembly files are: a folder, or the address of each. */
export type WasmPaths = string | { readonly plain: string; readonly simd: string };

export interface RuntimeOptions {
  readonly wasmPaths: WasmPaths;
  readonly startLimitMs?: number;
}

/**
 * TF.js on one back end. It stays behind this file, backends/ and tfjs/, so that a successor costs
 * no more than these.
 *
 * TF.js computes everything on its current back end, which is the one that was started or activated
 * last: nets are loaded and run while their runtime is the current one.
 */
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
  /** Makes this TF.js's current back end again. */
  activate(): Promise<void>;
  /** Frees the back end's memory, for good; its nets must have been disposed of. */
  end(): void;
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
  return createRuntime('wasm', simd === true ? 'wasm-simd' : 'wasm', loadGraphNet);
}

/**
 * TF.js on a GPU. Only this loads the back end's code.
 *
 * @throws GpuRefused where it is absent, imprecise, does not start or hangs; TF.js has no current
 * back end then.
 */
export async function startGpuRuntime(
  choice: GpuChoice,
  startLimitMs = START_LIMIT_MS,
): Promise<Runtime> {
  const start = await importStarter(choice);
  const giveUp = new AbortController();
  try {
    const gpu = await withWatchdog(
      start(giveUp.signal),
      startLimitMs,
      () => new GpuRefused('hung', `${choice} did not start within ${startLimitMs} ms.`),
    );
    return createRuntime(choice, choice, (...net) => guardNet(loadGraphNet(...net), gpu));
  } catch (error) {
    // Whatever still starts must not push aside the back end that is used instead.
    giveUp.abort();
    if (engine().backendNames().includes(choice)) removeBackend(choice);
    throw error;
  }
}

async function importStarter(choice: GpuChoice): Promise<StartGpu> {
  return choice === 'webgl'
    ? (await import('./backends/webgl')).startWebgl
    : (await import('./backends/webgpu')).startWebgpu;
}

function createRuntime(name: string, backend: Backend, loadNet: Runtime['loadNet']): Runtime {
  return {
    backend,
    loadNet,
    tensorCount: () => memory().numTensors,
    async activate() {
      await setBackend(name);
    },
    end: () => {
      removeBackend(name);
    },
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
