import kernels from 'packed:kernels';
import relaxedKernels from 'packed:kernels-relaxed';
import type { KernelFiles } from '../src/vision/compute/runtime';
import { inflate } from './inflate';

/** The kernels within the script: nothing is asked for by an address. */
export const PACKED_KERNELS: KernelFiles = {
  kernels: () => inflate(kernels),
  relaxedKernels: () => inflate(relaxedKernels),
};
