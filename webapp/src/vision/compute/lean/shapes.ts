import { slice_util as sliceUtil, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { imageShape, input, numberOf, numbersOf, type LeanKernel } from './attributes';
import type { Numbers } from './leanBackend';
import { emptyLike } from './pointwise';
import { offsetsOf, stridesOf } from './walk';

/** The same numbers in the shape given by the attribute; one size may be left open. */
export const reshape: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const size = util.sizeFromShape(x.shape);
  return backend.share(x, util.inferFromImplicitShape(numbersOf(attributes, 'shape'), size));
};

export const identity: LeanKernel = (backend, inputs) => {
  const x = input(inputs, 'x');
  return backend.share(x, x.shape);
};

/** Zeros around images and their channels. */
export const pad: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const sizes = imageShape(x);
  const [first, last, top = 0, bottom = 0, left = 0, right = 0, before = 0, after = 0] = numbersOf(
    attributes,
    'paddings',
  );
  if (first !== 0 || last !== 0 || numberOf(attributes, 'constantValue') !== 0) {
    throw new Error('expected zeros around each image, got other numbers, or more images.');
  }
  const [n, height, width, channels] = sizes;
  const y = backend.create([
    ...[n, top + height + bottom, left + width + right, before + channels + after],
  ]);
  backend.run(
    backend.kernels.padImages,
    ...[backend.pointerTo(x), backend.pointerTo(y), ...sizes],
    ...[top, bottom, left, right, before, after],
  );
  return y;
};

/** Every n-th element along each axis, also backwards. */
export const stridedSlice: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const mask = (name: string): number => numberOf(attributes, name);
  const info = sliceUtil.sliceInfo(
    x.shape,
    numbersOf(attributes, 'begin'),
    numbersOf(attributes, 'end'),
    numbersOf(attributes, 'strides'),
    mask('beginMask'),
    mask('endMask'),
    mask('ellipsisMask'),
    mask('newAxisMask'),
    mask('shrinkAxisMask'),
  );
  const apart = stridesOf(x.shape);
  const start = info.begin.reduce((sum, index, axis) => sum + index * (apart[axis] ?? 0), 0);
  const strides = apart.map((stride, axis) => stride * (info.strides[axis] ?? 1));
  const offsets = offsetsOf(info.finalShapeSparse, strides, start);
  const values = backend.view(x);
  return backend.derive(info.finalShape, x.dtype, () => {
    const all = values();
    const result = emptyLike(all, offsets.length);
    offsets.forEach((at, index) => {
      result[index] = all[at] ?? 0;
    });
    return result;
  });
};

/** Tensors side by side along an axis. */
export const concatenation: LeanKernel = (backend, inputs, attributes) => {
  const parts = listOf(inputs);
  const [first] = parts;
  if (first === undefined) throw new Error('expected tensors to put side by side, got none.');
  const [axis = 0] = util.parseAxisParam(numberOf(attributes, 'axis'), first.shape);
  const along = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  const shape = first.shape.with(axis, along);
  const pieces = parts.map((part) => ({
    values: backend.view(part),
    size: util.sizeFromShape(part.shape.slice(axis)),
  }));
  const fill = (to: Numbers): Numbers => {
    const sources = pieces.map(({ values, size }) => ({ from: values(), size }));
    for (let row = 0, at = 0; at < to.length; row += 1) {
      for (const { from, size } of sources) {
        to.set(from.subarray(row * size, (row + 1) * size), at);
        at += size;
      }
    }
    return to;
  };
  if (first.dtype !== 'float32') {
    const values = backend.view(first);
    return backend.derive(shape, first.dtype, () =>
      fill(emptyLike(values(), util.sizeFromShape(shape))),
    );
  }
  const y = backend.create(shape);
  const to = backend.view(y);
  backend.run(() => {
    fill(to());
  });
  return y;
};

/** Tensors of one shape along a new axis. */
export const packing: LeanKernel = (backend, inputs, attributes) => {
  const parts = listOf(inputs);
  const shape = parts[0]?.shape ?? [];
  const [axis = 0] = util.parseAxisParam(numberOf(attributes, 'axis'), [...shape, 1]);
  const longer = parts.map((part) => ({ ...part, shape: shape.toSpliced(axis, 0, 1) }));
  return concatenation(backend, Object.fromEntries(longer.entries()), { axis });
};

/** TF.js numbers the inputs of kernels that take a list. */
function listOf(inputs: Parameters<LeanKernel>[1]): TensorInfo[] {
  return Object.values(inputs).filter((tensor) => tensor !== undefined);
}
