import relaxedKernelsUrl from './lean/kernels-relaxed.wasm?url';
import kernelsUrl from './lean/kernels.wasm?url';
import type { KernelPaths } from './lean/module';

/** The kernels that are built with the page. */
export const BUNDLED_KERNELS: KernelPaths = {
  kernels: kernelsUrl,
  relaxedKernels: relaxedKernelsUrl,
};
