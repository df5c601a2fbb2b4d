/**
 * Replaces TF.js's list of all operations in the built page (see build/tensorflow.ts) by those that
 * lean/supports.ts allows. The converter proves exports with this same list.
 */
import { transform } from '@tensorflow/tfjs-core/dist/ops/image/transform';

export { add } from '@tensorflow/tfjs-core/dist/ops/add';
export { avgPool } from '@tensorflow/tfjs-core/dist/ops/avg_pool';
export { cast } from '@tensorflow/tfjs-core/dist/ops/cast';
export { concat } from '@tensorflow/tfjs-core/dist/ops/concat';
export { conv2d } from '@tensorflow/tfjs-core/dist/ops/conv2d';
export { depthwiseConv2d } from '@tensorflow/tfjs-core/dist/ops/depthwise_conv2d';
export * as fused from '@tensorflow/tfjs-core/dist/ops/fused_ops';
export { log } from '@tensorflow/tfjs-core/dist/ops/log';
export { matMul } from '@tensorflow/tfjs-core/dist/ops/mat_mul';
export { maxPool } from '@tensorflow/tfjs-core/dist/ops/max_pool';
export { maximum } from '@tensorflow/tfjs-core/dist/ops/maximum';
export { mean } from '@tensorflow/tfjs-core/dist/ops/mean';
export { minimum } from '@tensorflow/tfjs-core/dist/ops/minimum';
export { mul } from '@tensorflow/tfjs-core/dist/ops/mul';
export { neg } from '@tensorflow/tfjs-core/dist/ops/neg';
export { pad } from '@tensorflow/tfjs-core/dist/ops/pad';
export { relu } from '@tensorflow/tfjs-core/dist/ops/relu';
export { relu6 } from '@tensorflow/tfjs-core/dist/ops/relu6';
export { reshape } from '@tensorflow/tfjs-core/dist/ops/reshape';
export const image = { transform };
/** Named by the converter's hash tables, which no graph of an image network has. */
export { scalar } from '@tensorflow/tfjs-core/dist/ops/scalar';
export { sigmoid } from '@tensorflow/tfjs-core/dist/ops/sigmoid';
export { softmax } from '@tensorflow/tfjs-core/dist/ops/softmax';
/** With which the converter compares the shapes of what it packs. */
export { squeeze } from '@tensorflow/tfjs-core/dist/ops/squeeze';
export { stack } from '@tensorflow/tfjs-core/dist/ops/stack';
export { stridedSlice } from '@tensorflow/tfjs-core/dist/ops/strided_slice';
export { sub } from '@tensorflow/tfjs-core/dist/ops/sub';
export { sum } from '@tensorflow/tfjs-core/dist/ops/sum';
export { tensor1d } from '@tensorflow/tfjs-core/dist/ops/tensor1d';
