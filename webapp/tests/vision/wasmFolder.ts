import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';

/** Where TF.js keeps its .wasm files, for runs in Node. */
export const WASM_FOLDER =
  dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep;
