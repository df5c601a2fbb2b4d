import { engine, registerBackend, registerKernel, setBackend } from '@tensorflow/tfjs-core';
import type { LeanKernel } from './attributes';
import { averagePooling, convolution, depthwiseConvolution, maxPooling } from './convolution';
import { LeanBackend } from './leanBackend';
import { matMul } from './matMul';
import { fetchKernels, startKernels, type KernelFiles } from './module';
import { addition, binary, cast, clamping, multiplication, softmax, unary } from './pointwise';
import { mean, sum } from './reductions';
import { concatenation, identity, packing, pad, reshape, stridedSlice } from './shapes';
import { transform } from './transform';

/** By TF.js's names. supports.ts lists the operations that a graph may have. */
const KERNELS: Readonly<Record<string, LeanKernel>> = {
  Add: addition,
  AvgPool: averagePooling,
  BatchMatMul: matMul,
  Cast: cast,
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
  Minimum: binary(Math.min),
  Multiply: multiplication,
  Neg: unary((value) => -value),
  Pack: packing,
  PadV2: pad,
  Relu: clamping(0, Infinity),
  Relu6: clamping(0, 6),
  Reshape: reshape,
  Sigmoid: unary((value) => 1 / (1 + Math.exp(-value))),
  Softmax: softmax,
  StridedSlice: stridedSlice,
  Sub: binary((left, right) => left - right),
  Sum: sum,
  Transform: transform,
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
 * The bytes for `startLean`; undefined if the back end has started already.
 *
 * @throws VisionError as `download`.
 */
export async function fetchLean(files: KernelFiles): Promise<Uint8Array | undefined> {
  return engine().backendNames().includes(LEAN) ? undefined : fetchKernels(files);
}

/**
 * Makes the back end TF.js's current one.
 *
 * @throws VisionError `wasmBlocked` if its kernels cannot start.
 */
export async function startLean(fetched: Uint8Array | undefined): Promise<void> {
  if (fetched !== undefined) {
    const kernels = await startKernels(fetched);
    registerBackend(LEAN, () => new LeanBackend(kernels));
  }
  await setBackend(LEAN);
}
