import { util } from '@tensorflow/tfjs-core';

/**
 * Offsets of a tensor's elements in other memory: element i of `shape`, row by row, is at `start` plus
 * the sum of its indices times `strides`.
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

/** Rows of one length in several tensors, each with its own step. */
interface Rows {
  readonly length: number;
  readonly steps: readonly number[];
  /** For each tensor, where its rows begin. */
  readonly starts: readonly Int32Array[];
}

/** The elements of `shape` in tensors with these strides, in rows as long as possible. */
export function rowsOf(shape: readonly number[], ...tensors: (readonly number[])[]): Rows {
  const sizes: number[] = [];
  let strides: number[][] = tensors.map(() => []);
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const next = tensors.map((each) => each[axis] ?? 0);
    // Axes that are contiguous in every tensor count as one.
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

/** Strides of a contiguous tensor, row by row. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => util.sizeFromShape(shape.slice(axis + 1)));
}
