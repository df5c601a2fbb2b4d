import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModelFolder } from '../../scripts/runModel/modelFolder';
import { NODE_WASM } from '../../scripts/runModel/nodeWasm';
import { parseIndex } from '../../src/vision/manifest';
import { startRuntime, type Runtime } from '../../src/vision/runtime';

/** The models that are committed, as the page reads and runs them. */
const MODELS = fileURLToPath(new URL('../../public/models/', import.meta.url));
const index = parseIndex(JSON.parse(readFileSync(`${MODELS}index.json`, 'utf8')));
const names = [...index.expressions, index.detector];

let runtime: Runtime;
beforeAll(async () => {
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
});
