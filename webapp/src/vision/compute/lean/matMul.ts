import { util } from '@tensorflow/tfjs-core';
import { activationRange, input, type LeanKernel } from './attributes';
import { panelsOf } from './convolution';

/** a [..., m, k] times b [k, n]; or a [..., m, k] times b [..., k, n], one matrix after the other. */
export const matMul: LeanKernel = (backend, inputs, attributes) => {
  const a = input(inputs, 'a');
  const b = input(inputs, 'b');
  const bias = inputs['bias'];
  const k = a.shape.at(-1) ?? 1;
  const n = b.shape.at(-1) ?? 1;
  if (attributes['transposeA'] === true || attributes['transposeB'] === true) {
    throw new Error('expected matrices as they are, got a transposed one.');
  }
  const matrices = util.sizeFromShape(b.shape.slice(0, -2));
  const isEach = util.arraysEqual(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (b.shape.at(-2) !== k || (matrices > 1 && !isEach)) {
    throw new Error(
      `expected ${k} rows of b for a [${String(a.shape)}], got [${String(b.shape)}].`,
    );
  }
  const [low, high] = activationRange(attributes['activation']);
  const c = backend.create([...a.shape.slice(0, -1), n]);
  const m = util.sizeFromShape(a.shape.slice(0, -1)) / matrices;
  const { kernels } = backend;
  const weights = backend.packed(b, panelsOf(backend, b, matrices));
  const biasAt = bias === undefined ? 0 : backend.pointerTo(bias);
  const [from, to] = [backend.pointerTo(a), backend.pointerTo(c)];
  for (let each = 0; each < matrices; each += 1) {
    backend.run(
      kernels.gemm,
      ...[from + 4 * each * m * k, weights + 4 * each * kernels.panelFloats(k, n), biasAt],
      ...[to + 4 * each * m * n, m, k, n, low, high],
    );
  }
  return c;
};
