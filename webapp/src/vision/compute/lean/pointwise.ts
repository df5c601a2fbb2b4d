import { backend_util as backendUtil, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { input, type LeanKernel } from './attributes';
import type { LeanBackend, Numbers } from './leanBackend';
import type { Kernels } from './module';
import { rowsOf, stridesOf } from './walk';

/** Kernels compute sums of equal shapes (residual blocks) and sums with a row. */
export const addition: LeanKernel = (backend, inputs, attributes) => {
  const a = input(inputs, 'a');
  const b = input(inputs, 'b');
  if (isWithRow(a, b)) return withRow(backend, a, b, backend.kernels.addRow);
  if (!util.arraysEqual(a.shape, b.shape) || a.dtype !== 'float32') {
    return binary((left, right) => left + right)(backend, inputs, attributes);
  }
  const c = backend.create(a.shape);
  const count = util.sizeFromShape(a.shape);
  backend.run(
    backend.kernels.add,
    ...[backend.pointerTo(a), backend.pointerTo(b), backend.pointerTo(c), count],
  );
  return c;
};

/** Kernels compute products with a row (a batch norm's factors). */
export const multiplication: LeanKernel = (backend, inputs, attributes) => {
  const a = input(inputs, 'a');
  const b = input(inputs, 'b');
  if (isWithRow(a, b)) return withRow(backend, a, b, backend.kernels.multiplyRow);
  return binary((left, right) => left * right)(backend, inputs, attributes);
};

/** Whether b has exactly one number for each index of the last axis of a. */
function isWithRow(a: TensorInfo, b: TensorInfo): boolean {
  const columns = a.shape.at(-1) ?? 1;
  return (
    a.dtype === 'float32' &&
    columns > 1 &&
    b.shape.length <= a.shape.length &&
    b.shape.at(-1) === columns &&
    util.sizeFromShape(b.shape) === columns
  );
}

function withRow(
  backend: LeanBackend,
  a: TensorInfo,
  row: TensorInfo,
  kernel: Kernels['addRow'],
): TensorInfo {
  const c = backend.create(a.shape);
  const columns = a.shape.at(-1) ?? 1;
  const rows = util.sizeFromShape(a.shape) / columns;
  const pointers = [backend.pointerTo(a), backend.pointerTo(row), backend.pointerTo(c)];
  backend.run(kernel, ...pointers, rows, columns);
  return c;
}

/** An operation on two tensors of one type; sizes of 1 are repeated. */
export function binary(operation: (left: number, right: number) => number): LeanKernel {
  return (backend, inputs) => {
    const a = input(inputs, 'a');
    const b = input(inputs, 'b');
    const shape = backendUtil.assertAndGetBroadcastShape(a.shape, b.shape);
    const left = backend.view(a);
    const right = backend.view(b);
    if (util.sizeFromShape(b.shape) === 1 && util.arraysEqual(a.shape, shape)) {
      return backend.derive(shape, a.dtype, () => {
        const [value = 0] = right();
        return left().map((each) => operation(each, value));
      });
    }
    const { length, steps, starts } = rowsOf(shape, broadcast(a, shape), broadcast(b, shape));
    const [leftStep = 0, rightStep = 0] = steps;
    const [leftStarts, rightStarts] = starts;
    return backend.derive(shape, a.dtype, () => {
      const [ofLeft, ofRight] = [left(), right()];
      const result = emptyLike(ofLeft, util.sizeFromShape(shape));
      for (let row = 0, to = 0; to < result.length; row += 1) {
        let leftAt = leftStarts?.[row] ?? 0;
        let rightAt = rightStarts?.[row] ?? 0;
        for (const end = to + length; to < end; to += 1) {
          result[to] = operation(ofLeft[leftAt] ?? 0, ofRight[rightAt] ?? 0);
          leftAt += leftStep;
          rightAt += rightStep;
        }
      }
      return result;
    });
  };
}

/** An operation on each number. */
export function unary(operation: (value: number) => number): LeanKernel {
  return (backend, inputs) => {
    const x = input(inputs, 'x');
    const values = backend.view(x);
    return backend.derive(x.shape, x.dtype, () => values().map(operation));
  };
}

/** The same numbers in another type; integers are truncated towards 0. */
export const cast: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const values = backend.view(x);
  if (attributes['dtype'] === 'float32') {
    return backend.derive(x.shape, 'float32', () => Float32Array.from(values()));
  }
  if (attributes['dtype'] === 'int32') {
    return backend.derive(x.shape, 'int32', () => Int32Array.from(values()));
  }
  throw new Error('expected to make float32 or int32 of numbers, got another type.');
};

/** Clamps numbers between two bounds. */
export function clamping(low: number, high: number): LeanKernel {
  return (backend, inputs) => {
    const x = input(inputs, 'x');
    const y = backend.create(x.shape);
    const count = util.sizeFromShape(x.shape);
    backend.run(
      backend.kernels.clampAll,
      backend.pointerTo(x),
      backend.pointerTo(y),
      count,
      low,
      high,
    );
    return y;
  };
}

/** Probabilities along the last axis. */
export const softmax: LeanKernel = (backend, inputs) => {
  const logits = input(inputs, 'logits');
  const size = logits.shape.at(-1) ?? 1;
  const values = backend.view(logits);
  return backend.derive(logits.shape, 'float32', () => {
    const result = Float32Array.from(values());
    for (let start = 0; start < result.length; start += size) {
      const row = result.subarray(start, start + size);
      const largest = row.reduce((a, b) => Math.max(a, b));
      const powers = row.map((value) => Math.exp(value - largest));
      const sum = powers.reduce((a, b) => a + b);
      row.set(powers.map((power) => power / sum));
    }
    return result;
  });
};

/** A tensor's strides along each axis of a larger shape. */
function broadcast({ shape }: TensorInfo, target: readonly number[]): number[] {
  const strides = stridesOf(shape).map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
  return [...target.slice(shape.length).map(() => 0), ...strides];
}

export function emptyLike(numbers: Numbers, length: number): Numbers {
  if (numbers instanceof Float32Array) return new Float32Array(length);
  return numbers instanceof Int32Array ? new Int32Array(length) : new Uint8Array(length);
}
