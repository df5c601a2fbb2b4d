import { download } from '../models/download';
import relaxedKernelsUrl from './lean/kernels-relaxed.wasm?url';
import kernelsUrl from './lean/kernels.wasm?url';
import type { KernelFiles } from './lean/module';

/** The kernels that are built with the page. */
export const BUNDLED_KERNELS: KernelFiles = {
  kernels: () => download(new URL(kernelsUrl, location.href)),
  relaxedKernels: () => download(new URL(relaxedKernelsUrl, location.href)),
};
