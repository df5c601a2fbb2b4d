import { memory } from '@tensorflow/tfjs-core';
import { VisionError } from '../errors';
import type { GraphDescription } from '../models/modelJson';
import { withWatchdog } from '../models/watchdog';
import { loadLeanNet, type Net } from './lean/leanNet';
import { hasSimd, type KernelFiles } from './lean/module';
import { fetchLean, startLean } from './lean/register';

export type { KernelFiles } from './lean/module';
export type { Net, NetOutput } from './lean/leanNet';

/** Kernels that neither start nor fail within this time count as hung. */
const START_LIMIT_MS = 8000;

/** The smallest valid WebAssembly module: magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** TF.js on this project's kernels. Only this folder uses it, so that it can be replaced. */
export interface Runtime {
  /**
   * @param weights the shards' bytes, in order
   * @param outputs names of the outputs of `run`
   * @throws VisionError `modelIncompatible` if TF.js cannot build the graph, or the kernels lack one
   * of its operations, which is named.
   */
  readonly loadNet: (
    graph: GraphDescription,
    weights: ArrayBuffer,
    outputs: readonly string[],
  ) => Net;
  /** Tensors alive, weights included. */
  readonly tensorCount: () => number;
}

/**
 * TF.js on WebAssembly, in one thread.
 *
 * @throws VisionError `wasmAbsent`, `wasmBlocked`, `wasmHung`, or as `download`.
 */
export async function startRuntime(
  kernels: KernelFiles,
  startLimitMs = START_LIMIT_MS,
): Promise<Runtime> {
  checkWebAssembly();
  // The connection, not the processor, decides how long that takes.
  const fetched = await fetchLean(kernels);
  await withWatchdog(
    startLean(fetched),
    startLimitMs,
    () =>
      new VisionError('wasmHung', `WebAssembly did not start within ${startLimitMs} ms. Reload.`),
  );
  return { loadNet: loadLeanNet, tensorCount: () => memory().numTensors };
}

/** Distinguishes absent, old and forbidden WebAssembly. */
function checkWebAssembly(): void {
  if (!('WebAssembly' in globalThis)) {
    throw new VisionError('wasmAbsent', 'This browser has no WebAssembly. Use a newer one.');
  }
  if (!hasSimd()) {
    throw new VisionError(
      'wasmAbsent',
      "This browser's WebAssembly has no SIMD (since Chrome 91, Firefox 89, Safari 16.4). Use a newer one.",
    );
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
