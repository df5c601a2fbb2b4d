import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { ExportedModel } from './modelFolder';
import { runNet, type NetAnswer } from './netRunner';

const WASM_FOLDER =
  dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep;

/** What the model gives for all rows, in this Node. */
export function runInNode(model: ExportedModel, rows: Float32Array): Promise<NetAnswer> {
  return runNet({ ...model, rows, wasmPaths: WASM_FOLDER });
}
