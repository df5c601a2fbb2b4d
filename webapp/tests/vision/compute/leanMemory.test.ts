import { fileURLToPath } from 'node:url';
import { conv2d, findBackend, ones, tidy, type Rank } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { readModelFolder } from '../../../scripts/runModel/modelFolder';
import { NODE_KERNELS } from '../../../scripts/runModel/nodeFiles';
import { LeanBackend } from '../../../src/vision/compute/lean/leanBackend';
import { startRuntime, type Net } from '../../../src/vision/compute/runtime';

const FAST = fileURLToPath(new URL('../../../public/models/fast', import.meta.url));

describe('the memory of the kernels', () => {
  it('is free again after each of many runs, packed weights included', async () => {
    const runtime = await startRuntime(NODE_KERNELS);
    const run = () => {
      tidy(() => {
        conv2d(ones<Rank.R4>([1, 24, 24, 32]), ones<Rank.R4>([3, 3, 32, 32]), 1, 'same').dataSync();
      });
    };
    run();
    const tensors = runtime.tensorCount();
    const bytes = heapBytes();
    for (let turn = 0; turn < 50; turn += 1) run();
    expect(runtime.tensorCount()).toBe(tensors);
    expect(heapBytes()).toBe(bytes);
  });

  it('is free again after nets that ran with many sizes of batches', async () => {
    const runtime = await startRuntime(NODE_KERNELS);
    const { graph, weights, outputs, rowShape } = readModelFolder(FAST);
    const run = async () => {
      const net = runtime.loadNet(graph, weights, outputs);
      for (const rows of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1]) {
        await net.run(new Float32Array(rows * 48 * 48), [rows, ...rowShape]);
      }
      net.dispose();
    };
    await run();
    await run();
    const bytes = heapBytes();
    for (let turn = 0; turn < 5; turn += 1) await run();
    expect(heapBytes()).toBe(bytes);
  });

  it('of one net is out of reach for another', async () => {
    const runtime = await startRuntime(NODE_KERNELS);
    const { graph, weights, outputs, rowShape } = readModelFolder(FAST);
    const face = Float32Array.from({ length: 48 * 48 }, (_, index) => index % 256);
    const run = async (net: Net) =>
      Array.from((await net.run(face, [1, ...rowShape]))[0]?.values ?? []);
    const first = runtime.loadNet(graph, weights, outputs);
    const alone = await run(first);
    const second = runtime.loadNet(graph, weights, outputs);
    expect(await run(second)).toEqual(alone);
    expect(await run(first)).toEqual(alone);
    second.dispose();
    expect(await run(first)).toEqual(alone);
    first.dispose();
  });
});

/** The kernels' memory only ever grows. */
function heapBytes(): number {
  const backend = findBackend('lean');
  if (!(backend instanceof LeanBackend)) throw new Error('expected the lean back end, got none.');
  return backend.kernels.memory.buffer.byteLength;
}
