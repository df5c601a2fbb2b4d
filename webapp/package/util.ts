/** What TF.js asks of Node's `util`, which bundlers for browsers leave out. */
export const { TextDecoder, TextEncoder } = globalThis;
export const types = {
  isFloat32Array: (value: unknown): boolean => value instanceof Float32Array,
  isInt32Array: (value: unknown): boolean => value instanceof Int32Array,
  isUint8Array: (value: unknown): boolean => value instanceof Uint8Array,
  isUint8ClampedArray: (value: unknown): boolean => value instanceof Uint8ClampedArray,
};
