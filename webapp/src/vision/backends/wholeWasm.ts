import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, setBackend } from '@tensorflow/tfjs-core';
import type { Backend } from '../types';

/** Where TF.js's WebAssembly files are: a folder, or the address of each. */
export type TfjsWasmPaths = string | { readonly plain: string; readonly simd: string };

/**
 * TF.js's own back end on WebAssembly, a chunk of its own, for graphs and browsers that are nothing
 * for the lean one. It stands behind the name 'wasm'.
 *
 * One thread, because more bring nothing on nets of this size, and because looking for threads hangs
 * for good on isolated pages whose policy forbids blob: workers.
 *
 * @returns undefined if its file can't be loaded or started.
 */
export async function startWholeWasm(paths: TfjsWasmPaths): Promise<Backend | undefined> {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(toFileMap(paths));
  if (!(await setBackend('wasm'))) return undefined;
  const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return simd === true ? 'wasm-simd' : 'wasm';
}

function toFileMap(paths: TfjsWasmPaths): string | Record<string, string> {
  if (typeof paths === 'string') return paths;
  return {
    'tfjs-backend-wasm.wasm': paths.plain,
    'tfjs-backend-wasm-simd.wasm': paths.simd,
    // TF.js insists on an entry; with one thread it is not asked for.
    'tfjs-backend-wasm-threaded-simd.wasm': paths.simd,
  };
}
