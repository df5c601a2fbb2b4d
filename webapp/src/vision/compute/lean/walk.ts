import { util } from '@tensorflow/tfjs-core';

/**
 * Where the elements of a tensor lie elsewhere: element i of `shape`, row by row, is at offset
 * `start` plus the sum of its indices times `strides`.
 */
export function offsetsOf(
  shape: readonly number[],
  strides: readonly number[],
  start = 0,
): Int32Array {
  let offsets = Int32Array.of(start);
  shape.forEach((size, axis) => {
    const stride = strides[axis] ?? 0;
    const next = new Int32Array(offsets.length * size);
    offsets.forEach((offset, index) => {
      for (let i = 0; i < size; i += 1) next[index * size + i] = offset + i * stride;
    });
    offsets = next;
  });
  return offsets;
}

/** How far apart a tensor's elements lie along each axis, row by row. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => util.sizeFromShape(shape.slice(axis + 1)));
}
