import { startRuntime } from '../../src/vision/compute/runtime';
import type { ExportedModel } from './modelFolder';
import { runNetAnyhow, type NetAnswer } from './netRunner';
import { NODE_KERNELS, NODE_TFJS } from './nodeFiles';
import { loadTfjsNet, startTfjs } from './tfjs';

/** What the model gives for all rows, in this Node, on the page's kernels. */
export async function runInNode(model: ExportedModel, rows: Float32Array): Promise<NetAnswer> {
  const { loadNet } = await startRuntime(NODE_KERNELS);
  const tfjs = async () => {
    await startTfjs(NODE_TFJS);
    return loadTfjsNet;
  };
  return runNetAnyhow(loadNet, tfjs, { ...model, rows });
}
