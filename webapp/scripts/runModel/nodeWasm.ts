import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { WasmFiles } from '../../src/vision/runtime';

/** The same WebAssembly as the page's, for runs in Node, whose fetch takes no file: address. */
export const NODE_WASM: WasmFiles = {
  kernels: dataUrl('kernels.wasm'),
  relaxedKernels: dataUrl('kernels-relaxed.wasm'),
  tfjs: dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep,
};

function dataUrl(name: string): string {
  const bytes = readFileSync(new URL(`../../src/vision/lean/${name}`, import.meta.url));
  return `data:application/wasm;base64,${bytes.toString('base64')}`;
}
