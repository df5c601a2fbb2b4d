import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { KernelPaths } from '../../src/vision/compute/runtime';

/** The page's kernels for runs in Node, whose fetch takes no file: address. */
export const NODE_KERNELS: KernelPaths = {
  kernels: dataUrl('kernels.wasm'),
  relaxedKernels: dataUrl('kernels-relaxed.wasm'),
};

/** Folder of TF.js's own WebAssembly. */
export const NODE_TFJS =
  dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep;

function dataUrl(name: string): string {
  const bytes = readFileSync(new URL(`../../src/vision/compute/lean/${name}`, import.meta.url));
  return `data:application/wasm;base64,${bytes.toString('base64')}`;
}
