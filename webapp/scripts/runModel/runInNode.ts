import { startRuntime } from '../../src/vision/compute/runtime';
import type { ExportedModel } from './modelFolder';
import { runNet, type NetAnswer } from './netRunner';
import { NODE_KERNELS } from './nodeFiles';

/** What the model gives for all rows, in this Node, on the page's kernels. */
export async function runInNode(model: ExportedModel, rows: Float32Array): Promise<NetAnswer> {
  return runNet(await startRuntime(NODE_KERNELS), { ...model, rows });
}
