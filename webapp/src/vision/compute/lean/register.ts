import { engine, registerBackend, registerKernel, setBackend } from '@tensorflow/tfjs-core';
import type { LeanKernel } from './attributes';
import { convolution, depthwiseConvolution, maxPooling } from './convolution';
import { LeanBackend } from './leanBackend';
import { matMul } from './matMul';
import { downloadKernels, startKernels, type KernelPaths } from './module';
import { addition, binary, clamping, multiplication, softmax, unary } from './pointwise';
import { concatenation, identity, mean, packing, pad, reshape, stridedSlice } from './shapes';

/** By TF.js's names. What a graph may be made of is said in supports.ts. */
const KERNELS: Readonly<Record<string, LeanKernel>> = {
  Add: addition,
  BatchMatMul: matMul,
  Concat: concatenation,
  Conv2D: convolution,
  DepthwiseConv2dNative: depthwiseConvolution,
  FusedConv2D: convolution,
  FusedDepthwiseConv2D: depthwiseConvolution,
  Identity: identity,
  Log: unary(Math.log),
  MaxPool: maxPooling,
  Maximum: binary(Math.max),
  Mean: mean,
  Multiply: multiplication,
  Pack: packing,
  PadV2: pad,
  Relu: clamping(0, Infinity),
  Relu6: clamping(0, 6),
  Reshape: reshape,
  Softmax: softmax,
  StridedSlice: stridedSlice,
  Sub: binary((left, right) => left - right),
  _FusedMatMul: matMul,
};

/** The back end's name in TF.js. */
export const LEAN = 'lean';

for (const [kernelName, kernel] of Object.entries(KERNELS)) {
  registerKernel({
    kernelName,
    backendName: LEAN,
    kernelFunc: ({ inputs, backend, attrs }) => {
      if (backend instanceof LeanBackend) return kernel(backend, inputs, attrs ?? {});
      throw new Error(`expected the back end ${LEAN} for its own kernel, got another.`);
    },
  });
}

/**
 * What `startLean` needs; undefined where the back end is there already.
 *
 * @throws VisionError as `download`.
 */
export async function fetchLean(paths: KernelPaths): Promise<Uint8Array | undefined> {
  return engine().backendNames().includes(LEAN) ? undefined : downloadKernels(paths);
}

/**
 * Makes the back end TF.js's current one.
 *
 * @throws VisionError `wasmBlocked` if its kernels can't be started.
 */
export async function startLean(fetched: Uint8Array | undefined): Promise<void> {
  if (fetched !== undefined) {
    const kernels = await startKernels(fetched);
    registerBackend(LEAN, () => new LeanBackend(kernels));
  }
  await setBackend(LEAN);
}
