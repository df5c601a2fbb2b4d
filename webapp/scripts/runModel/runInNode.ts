import { startWholeRuntime } from '../../src/vision/runtime';
import type { ExportedModel } from './modelFolder';
import { runNet, type NetAnswer } from './netRunner';
import { NODE_WASM } from './nodeWasm';

/**
 * What the model gives for all rows, in this Node, on TF.js's own back end: the page in Chromium
 * takes the lean one where it can, so that a model's proof compares the two.
 */
export async function runInNode(model: ExportedModel, rows: Float32Array): Promise<NetAnswer> {
  return runNet(await startWholeRuntime({ wasm: NODE_WASM }), { ...model, rows });
}
