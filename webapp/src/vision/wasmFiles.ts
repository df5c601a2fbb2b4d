import simdWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plainWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import relaxedKernelsUrl from './lean/kernels-relaxed.wasm?url';
import kernelsUrl from './lean/kernels.wasm?url';
import type { WasmFiles } from './runtime';

/** The WebAssembly that is built with the page. */
export const BUNDLED_WASM: WasmFiles = {
  kernels: kernelsUrl,
  relaxedKernels: relaxedKernelsUrl,
  tfjs: { plain: plainWasmUrl, simd: simdWasmUrl },
};
