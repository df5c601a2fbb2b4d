import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { KernelFiles } from '../../src/vision/compute/runtime';

/** The page's kernels for runs in Node. */
export const NODE_KERNELS: KernelFiles = {
  kernels: () => read('kernels.wasm'),
  relaxedKernels: () => read('kernels-relaxed.wasm'),
};

/** Folder of TF.js's own WebAssembly. */
export const NODE_TFJS =
  dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep;

function read(name: string): Promise<Uint8Array> {
  return readFile(new URL(`../../src/vision/compute/lean/${name}`, import.meta.url));
}
