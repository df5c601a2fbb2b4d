import { beforeAll, describe, expect, it, vi } from 'vitest';
import { NODE_WASM } from '../../scripts/runModel/nodeWasm';
import { parseModelJson, type GraphDescription } from '../../src/vision/modelJson';
import { fitRuntime, startRuntime, type Runtime } from '../../src/vision/runtime';
import { withWatchdog } from '../../src/vision/watchdog';

/** relu(x W + b) with W = [[1, -1, 2], [3, 0.5, -4]] and b = [0, 1, -2], as the converter writes it. */
const node = (name: string, op: string, input: string[] = [], attr: object = {}) => ({
  name,
  op,
  input,
  attr,
});
const FLOAT = { dtype: { type: 'DT_FLOAT' } };
const DENSE = parseModelJson({
  format: 'graph-model',
  modelTopology: {
    node: [
      node('w', 'Const', [], FLOAT),
      node('b', 'Const', [], FLOAT),
      node('x', 'Placeholder', [], FLOAT),
      node('product', 'MatMul', ['x', 'w'], {
        transpose_a: { b: false },
        transpose_b: { b: false },
      }),
      node('sum', 'BiasAdd', ['product', 'b']),
      node('y', 'Relu', ['sum']),
    ],
    versions: { producer: 1 },
  },
  weightsManifest: [
    {
      paths: ['weights.bin'],
      weights: [
        { name: 'w', shape: [2, 3], dtype: 'float32', quantization: { dtype: 'float16' } },
        { name: 'b', shape: [3], dtype: 'float32' },
      ],
    },
  ],
});
/** 1, -1, 2, 3, 0.5 and -4 in IEEE half precision, then 0, 1 and -2 in single precision. */
const WEIGHTS = (() => {
  const bytes = new ArrayBuffer(12 + 12);
  const view = new DataView(bytes);
  [0x3c00, 0xbc00, 0x4000, 0x4200, 0x3800, 0xc400].forEach((half, index) => {
    view.setUint16(2 * index, half, true);
  });
  [0, 1, -2].forEach((value, index) => {
    view.setFloat32(12 + 4 * index, value, true);
  });
  return bytes;
})();

let runtime: Runtime;
beforeAll(async () => {
  runtime = await startRuntime({ wasm: NODE_WASM });
});

describe('a net', () => {
  it('gives each output with its shape', async () => {
    const net = runtime.loadNet(DENSE, WEIGHTS, ['y', 'sum']);
    const [y, sum] = await net.run(Float32Array.of(1, 2, -1, 1), [2, 2]);
    // [1, 2] W + b = [7, 1, -8]; [-1, 1] W + b = [2, 2.5, -8].
    expect(sum?.shape).toEqual([2, 3]);
    expect(Array.from(sum?.values ?? [])).toEqual([7, 1, -8, 2, 2.5, -8]);
    expect(Array.from(y?.values ?? [])).toEqual([7, 1, 0, 2, 2.5, 0]);
    net.dispose();
  });

  it('leaves no tensor behind: not by running, not by failing, not by its end', async () => {
    const before = runtime.tensorCount();
    const net = runtime.loadNet(DENSE, WEIGHTS, ['y']);
    const loaded = runtime.tensorCount();
    expect(loaded).toBe(before + 2);
    for (let run = 0; run < 100; run += 1) await net.run(Float32Array.of(run, -run), [1, 2]);
    await expect(net.run(Float32Array.of(1, 2, 3), [1, 3])).rejects.toThrow();
    expect(runtime.tensorCount()).toBe(loaded);
    net.dispose();
    expect(runtime.tensorCount()).toBe(before);
  });

  it('with an operation that TF.js lacks fails by its name', async () => {
    const nodes = [node('x', 'Placeholder', [], FLOAT), node('y', 'Levitate', ['x'])];
    const strange = { ...DENSE, topology: { node: nodes, versions: {} } };
    const net = runtime.loadNet(strange, WEIGHTS, ['y']);
    await expect(net.run(Float32Array.of(1), [1])).rejects.toThrow(/Levitate/);
    net.dispose();
  });

  it('without a graph is refused', () => {
    const empty = { ...DENSE, topology: {} };
    expect(() => runtime.loadNet(empty, WEIGHTS, ['y'])).toThrow(
      expect.objectContaining({ code: 'modelIncompatible' }),
    );
  });
});

describe('starting', () => {
  it('takes the lean back end where there is SIMD, as in this Node', () => {
    expect(runtime.backend).toBe('wasm-lean');
  });

  it("takes TF.js's own where there is none", async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValueOnce(false);
    const whole = await startRuntime({ wasm: NODE_WASM });
    // TF.js looks for itself, and finds what this Node has.
    expect(whole.backend).toBe('wasm-simd');
    await runtime.activate();
  });

  it('tells kernels that are not there', async () => {
    runtime.end();
    const wasm = { ...NODE_WASM, kernels: 'data:,', relaxedKernels: 'data:,' };
    await expect(startRuntime({ wasm })).rejects.toMatchObject({ code: 'wasmBlocked' });
    runtime = await startRuntime({ wasm: NODE_WASM });
  });

  it('tells absent WebAssembly', async () => {
    const present = WebAssembly;
    Reflect.deleteProperty(globalThis, 'WebAssembly');
    const starting = startRuntime({ wasm: NODE_WASM });
    globalThis.WebAssembly = present;
    await expect(starting).rejects.toMatchObject({ code: 'wasmAbsent' });
  });

  it('tells WebAssembly that a policy forbids', async () => {
    vi.spyOn(WebAssembly, 'Module').mockImplementationOnce(function forbid() {
      throw new WebAssembly.CompileError("violates: script-src 'self'");
    });
    await expect(startRuntime({ wasm: NODE_WASM })).rejects.toMatchObject({
      code: 'wasmBlocked',
    });
  });
});

describe('fitting a runtime to graphs', () => {
  const options = { wasm: NODE_WASM };
  const nodes = [node('x', 'Placeholder', [], FLOAT), node('y', 'Tanh', ['x'])];
  const withTanh = { ...DENSE, topology: { node: nodes, versions: {} } };

  it('keeps the lean back end for what it has', async () => {
    expect(await fitRuntime(runtime, [DENSE], options)).toBe(runtime);
  });

  it("takes TF.js's own for an operation that the lean one lacks, or for padding no images", async () => {
    const padded: GraphDescription = {
      ...DENSE,
      topology: {
        node: [
          node('edges', 'Const', [], { dtype: { type: 'DT_INT32' } }),
          node('x', 'Placeholder', [], FLOAT),
          node('y', 'Pad', ['x', 'edges']),
        ],
        versions: {},
      },
      weights: [{ name: 'edges', shape: [2, 2], dtype: 'int32' }],
    };
    expect([DENSE, padded, withTanh].map((graph) => runtime.supports(graph))).toEqual([
      true,
      false,
      false,
    ]);
    const whole = await fitRuntime(runtime, [DENSE, withTanh], options);
    expect(whole.backend).toBe('wasm-simd');
    const tanh = whole.loadNet(withTanh, WEIGHTS, ['y']);
    const [y] = await tanh.run(Float32Array.of(0.5), [1]);
    expect(y?.values[0]).toBeCloseTo(Math.tanh(0.5), 6);
    tanh.dispose();
    const pad = whole.loadNet(padded, Int32Array.of(0, 0, 1, 2).buffer, ['y']);
    const [wide] = await pad.run(Float32Array.of(5, 6), [1, 2]);
    expect(Array.from(wide?.values ?? [])).toEqual([0, 5, 6, 0, 0]);
    pad.dispose();
    whole.end();
    runtime = await startRuntime(options);
  });
});

describe('withWatchdog', () => {
  it('gives what comes in time, and leaves no timer', async () => {
    vi.useFakeTimers();
    const inTime = withWatchdog(Promise.resolve(5), 1000, () => new Error('late'));
    await expect(inTime).resolves.toBe(5);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('gives up on what never comes', async () => {
    const never = new Promise(() => undefined);
    await expect(withWatchdog(never, 5, () => new Error('late'))).rejects.toThrow('late');
  });
});
