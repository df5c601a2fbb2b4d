import { engine, memory, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import type { GpuChoice, StartGpu } from './backends/gpu';
import { GpuRefused } from './backends/gpu';
import { loadGraphNet, type Net } from './backends/graphNet';
import { guardNet } from './backends/guardedNet';
import type { TfjsWasmPaths } from './backends/wholeWasm';
import { VisionError } from './errors';
import { loadLeanNet } from './lean/leanNet';
import { hasSimd, type KernelPaths } from './lean/module';
import { fetchLean, LEAN, startLean } from './lean/register';
import { supports } from './lean/supports';
import type { GraphDescription } from './modelJson';
import type { Backend } from './types';
import { withWatchdog } from './watchdog';

export type { Net, NetOutput } from './backends/graphNet';

/** A back end that neither starts nor fails within this time counts as hung. */
const START_LIMIT_MS = 8000;
/** TF.js's own fetches its half megabyte meanwhile. */
const WHOLE_START_LIMIT_MS = 30_000;

/** The smallest valid WebAssembly module: magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Addresses of WebAssembly. */
export interface WasmFiles extends KernelPaths {
  /** TF.js's own, for what the kernels are not enough. */
  readonly tfjs: TfjsWasmPaths;
}

export interface RuntimeOptions {
  readonly wasm: WasmFiles;
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
  /** Whether the back end has all that a graph needs. */
  supports(graph: GraphDescription): boolean;
  /** Tensors alive, weights included. */
  tensorCount(): number;
  /** Makes this TF.js's current back end again. */
  activate(): Promise<void>;
  /** Frees the back end's memory, for good; its nets must have been disposed of. */
  end(): void;
}

/**
 * TF.js on WebAssembly, in one thread: on this project's lean back end where the browser has SIMD,
 * else on TF.js's own.
 *
 * @throws VisionError `wasmAbsent`, `wasmBlocked`, `wasmHung`, or as `download`.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  checkWebAssembly();
  if (!hasSimd()) return startWholeRuntime(options);
  // How long that takes is the connection's matter, and not the processor's.
  const fetched = await fetchLean(options.wasm);
  await inTime(startLean(fetched), options.startLimitMs ?? START_LIMIT_MS);
  return createRuntime(LEAN, 'wasm-lean', loadLeanNet, supports);
}

/**
 * TF.js on its own WebAssembly back end, which has kernels for more graphs. Only this loads its code.
 *
 * @throws VisionError `wasmAbsent`, `wasmBlocked` or `wasmHung`.
 */
export async function startWholeRuntime(options: RuntimeOptions): Promise<Runtime> {
  checkWebAssembly();
  const start = async () => {
    const { startWholeWasm } = await import('./backends/wholeWasm');
    return startWholeWasm(options.wasm.tfjs);
  };
  const backend = await inTime(start(), options.startLimitMs ?? WHOLE_START_LIMIT_MS);
  if (backend === undefined) {
    throw new VisionError(
      'wasmBlocked',
      "TF.js's WebAssembly file could not be loaded or started. Is it deployed, and as .wasm?",
    );
  }
  return createRuntime('wasm', backend, loadGraphNet);
}

/**
 * `runtime` if it supports the graphs; else it ends, and TF.js's own WebAssembly takes its place.
 *
 * @throws VisionError as `startWholeRuntime`.
 */
export async function fitRuntime(
  runtime: Runtime,
  graphs: readonly GraphDescription[],
  options: RuntimeOptions,
): Promise<Runtime> {
  if (graphs.every((graph) => runtime.supports(graph))) return runtime;
  runtime.end();
  return startWholeRuntime(options);
}

function inTime<T>(start: Promise<T>, startLimitMs: number) {
  return withWatchdog(
    start,
    startLimitMs,
    () =>
      new VisionError('wasmHung', `WebAssembly did not start within ${startLimitMs} ms. Reload.`),
  );
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

function createRuntime(
  name: string,
  backend: Backend,
  loadNet: Runtime['loadNet'],
  supports: Runtime['supports'] = () => true,
): Runtime {
  return {
    backend,
    loadNet,
    supports,
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
