import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModelFolder } from '../../scripts/runModel/modelFolder';
import { NODE_WASM } from '../../scripts/runModel/nodeWasm';
import { parseIndex } from '../../src/vision/manifest';
import { startRuntime, startWholeRuntime, type Runtime } from '../../src/vision/runtime';

/** The models that are committed, as the page reads and runs them. */
const MODELS = fileURLToPath(new URL('../../public/models/', import.meta.url));
const index = parseIndex(JSON.parse(readFileSync(`${MODELS}index.json`, 'utf8')));
const names = [...index.expressions, index.detector];

let whole: Runtime;
let runtime: Runtime;
beforeAll(async () => {
  whole = await startWholeRuntime({ wasm: NODE_WASM });
  runtime = await startRuntime({ wasm: NODE_WASM });
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
    expect(runtime.supports(graph)).toBe(true);
    const size = rowShape.reduce((product, length) => product * length, 1);
    // More sizes of batches than are kept ready, some of them again.
    const batches = batchSize === 1 ? [1, 1, 1] : [1, 2, 1, 3, 4, 5, 6, 7, 8, 9, 1, 2];
    const inputs = batches.map((rows, turn) =>
      Float32Array.from({ length: rows * size }, (_, index) => ((index + 7 * turn) * 89) % 251),
    );
    const answers = [];
    for (const each of [whole, runtime]) {
      await each.activate();
      const net = each.loadNet(graph, weights, outputs);
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
