import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import { input, numbersOf, type LeanKernel } from './attributes';
import { emptyLike } from './pointwise';
import { rowsOf, stridesOf } from './walk';

/** The sum over some axes. */
export const sum: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const { kept, shape, isSummedUp } = axesOf(x, attributes);
  const strides = stridesOf(kept).map((stride, axis) => (isSummedUp(axis) ? 0 : stride));
  const { length, steps, starts } = rowsOf(x.shape, strides);
  const [step = 0] = steps;
  const [targets] = starts;
  const values = backend.view(x);
  return backend.derive(shape, x.dtype, () => {
    const all = values();
    const result = emptyLike(all, util.sizeFromShape(kept));
    for (let row = 0, from = 0; from < all.length; row += 1) {
      let to = targets?.[row] ?? 0;
      for (const end = from + length; from < end; from += 1, to += step) {
        result[to] = (result[to] ?? 0) + (all[from] ?? 0);
      }
    }
    return result;
  });
};

/** The mean over some axes; kernels compute it over the pixels of images. */
export const mean: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const { kept, shape, isSummedUp } = axesOf(x, attributes);
  const [n = 1, height = 1, width = 1, channels = 1] = x.shape;
  const isOfPixels =
    x.shape.length === 4 && [0, 1, 2, 3].every((axis) => isSummedUp(axis) === axis % 3 > 0);
  if (isOfPixels) {
    const y = backend.create(shape);
    const to = backend.pointerTo(y);
    const from = backend.pointerTo(x);
    backend.run(backend.kernels.meanPixels, from, to, n, height * width, channels);
    return y;
  }
  const sums = sum(backend, inputs, attributes);
  const values = backend.view(sums);
  const count = util.sizeFromShape(x.shape) / util.sizeFromShape(kept);
  const means = backend.derive(shape, 'float32', () => values().map((total) => total / count));
  backend.disposeData(sums.dataId);
  return means;
};

/** The axes in the attribute `axis` (all if absent): the shape with them as 1, and the resulting shape. */
function axesOf({ shape }: TensorInfo, attributes: Parameters<LeanKernel>[2]) {
  const isNamed = typeof attributes['axis'] === 'number' || Array.isArray(attributes['axis']);
  const named = isNamed ? numbersOf(attributes, 'axis') : shape.map((_, axis) => axis);
  const axes = new Set(util.parseAxisParam(named, shape));
  const kept = shape.map((size, axis) => (axes.has(axis) ? 1 : size));
  return {
    kept,
    shape: attributes['keepDims'] === true ? kept : kept.filter((_, axis) => !axes.has(axis)),
    isSummedUp: (axis: number) => axes.has(axis),
  };
}
