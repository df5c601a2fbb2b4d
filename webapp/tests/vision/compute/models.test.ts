import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModelFolder } from '../../../scripts/runModel/modelFolder';
import { NODE_KERNELS, NODE_TFJS } from '../../../scripts/runModel/nodeFiles';
import { loadTfjsNet, startTfjs } from '../../../scripts/runModel/tfjs';
import { LEAN } from '../../../src/vision/compute/lean/register';
import { startRuntime, type Runtime } from '../../../src/vision/compute/runtime';
import { parseIndex } from '../../../src/vision/models/manifest';

/** The models that are committed, as the page reads and runs them. */
const MODELS = fileURLToPath(new URL('../../../public/models/', import.meta.url));
const index = parseIndex(JSON.parse(readFileSync(`${MODELS}index.json`, 'utf8')));
const names = [...index.expressions, index.detector];

let runtime: Runtime;
beforeAll(async () => {
  await startTfjs(NODE_TFJS);
  runtime = await startRuntime(NODE_KERNELS);
});

describe.each(names)('the model %s', (name) => {
  it('has the files of its manifest and runs without leaving a tensor', async () => {
    const { graph, weights, outputs, rowShape } = readModelFolder(`${MODELS}${name}`);
    const before = runtime.tensorCount();
    const net = runtime.loadNet(graph, weights, outputs);
    const input = new Float32Array(rowShape.reduce((product, size) => product * size, 1));
    const first = await net.run(input, [1, ...rowShape]);
    const loaded = runtime.tensorCount();
    for (let run = 0; run < 20; run += 1) await net.run(input, [1, ...rowShape]);
    expect(runtime.tensorCount()).toBe(loaded);
    expect(first.map(({ shape }) => shape[0])).toEqual(outputs.map(() => 1));
    for (const { values } of first) expect(values.every(Number.isFinite)).toBe(true);
    net.dispose();
    expect(runtime.tensorCount()).toBe(before);
  });

  it("answers as on TF.js's own back end, whatever ran before", { timeout: 120_000 }, async () => {
    const { graph, weights, outputs, rowShape, batchSize } = readModelFolder(`${MODELS}${name}`);
    const size = rowShape.reduce((product, length) => product * length, 1);
    // More sizes of batches than are kept ready, some of them again.
    const batches = batchSize === 1 ? [1, 1, 1] : [1, 2, 1, 3, 4, 5, 6, 7, 8, 9, 1, 2];
    const inputs = batches.map((rows, turn) =>
      Float32Array.from({ length: rows * size }, (_, index) => ((index + 7 * turn) * 89) % 251),
    );
    const answers = [];
    const ways = [
      ['wasm', loadTfjsNet],
      [LEAN, runtime.loadNet],
    ] as const;
    for (const [backend, load] of ways) {
      await setBackend(backend);
      const net = load(graph, weights, outputs);
      for (const [turn, input] of inputs.entries()) {
        answers.push(await net.run(input, [batches[turn] ?? 0, ...rowShape]));
      }
      net.dispose();
    }
    const expected = answers.splice(0, inputs.length).flat();
    answers.flat().forEach(({ values, shape }, index) => {
      expect(shape).toEqual(expected[index]?.shape);
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      values.forEach((value, at) => {
        expect(value / largest).toBeCloseTo((expected[index]?.values[at] ?? NaN) / largest, 4);
      });
    });
  });
});
