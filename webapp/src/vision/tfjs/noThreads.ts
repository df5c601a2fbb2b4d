/**
 * Takes the place of TF.js's glue for threads in the built page (see build/tensorflow.ts), 58 kB
 * that a page with threads switched off never runs.
 */
export default function startThreads(): never {
  throw new Error('expected WASM_HAS_MULTITHREAD_SUPPORT to be off, as runtime.ts sets it.');
}

export const wasmWorkerContents = '';
