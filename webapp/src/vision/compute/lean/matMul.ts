import { activationRange, input, type LeanKernel } from './attributes';
import { panelsOf } from './convolution';

/** a [..., m, k] times b [k, n], which may have leading sizes of 1. */
export const matMul: LeanKernel = (backend, inputs, attributes) => {
  const a = input(inputs, 'a');
  const b = input(inputs, 'b');
  const bias = inputs['bias'];
  const k = a.shape.at(-1) ?? 1;
  const n = b.shape.at(-1) ?? 1;
  const isOne = b.shape.slice(0, -2).every((size) => size === 1);
  if (attributes['transposeA'] === true || attributes['transposeB'] === true || !isOne) {
    throw new Error(`expected one matrix as it is, got b of shape [${String(b.shape)}].`);
  }
  if (b.shape.at(-2) !== k) {
    throw new Error(
      `expected ${k} rows of b for a [${String(a.shape)}], got [${String(b.shape)}].`,
    );
  }
  const [low, high] = activationRange(attributes['activation']);
  const c = backend.create([...a.shape.slice(0, -1), n]);
  const m = a.shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const weights = backend.packed(b, panelsOf(backend, b));
  const biasAt = bias === undefined ? 0 : backend.pointerTo(bias);
  const [from, to] = [backend.pointerTo(a), backend.pointerTo(c)];
  backend.run(backend.kernels.gemm, from, weights, biasAt, to, m, k, n, low, high);
  return c;
};
