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

/** Steps through several tensors at once: rows of one length, in which each has its own step. */
interface Rows {
  readonly length: number;
  readonly steps: readonly number[];
  /** Of each tensor, where its rows begin. */
  readonly starts: readonly Int32Array[];
}

/** The elements of `shape`, row by row, in tensors of these strides, by rows as long as can be. */
export function rowsOf(shape: readonly number[], ...tensors: (readonly number[])[]): Rows {
  const sizes: number[] = [];
  let strides: number[][] = tensors.map(() => []);
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const next = tensors.map((each) => each[axis] ?? 0);
    // Axes that lie one inside the other in every tensor are one.
    const isInside = strides.every((each, index) => each.at(-1) === (next[index] ?? 0) * size);
    const outer = isInside ? sizes.pop() : 1;
    sizes.push((outer ?? 1) * size);
    strides = strides.map((each, index) => [
      ...(isInside ? each.slice(0, -1) : each),
      next[index] ?? 0,
    ]);
  });
  return {
    length: sizes.pop() ?? 1,
    steps: strides.map((each) => each.pop() ?? 0),
    starts: strides.map((each) => offsetsOf(sizes, each)),
  };
}

/** How far apart a tensor's elements lie along each axis, row by row. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => util.sizeFromShape(shape.slice(axis + 1)));
}
