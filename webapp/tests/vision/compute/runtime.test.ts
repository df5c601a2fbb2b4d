import { removeBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { NODE_KERNELS } from '../../../scripts/runModel/nodeFiles';
import { LEAN } from '../../../src/vision/compute/lean/register';
import { startRuntime, type Runtime } from '../../../src/vision/compute/runtime';
import { parseModelJson, type GraphDescription } from '../../../src/vision/models/modelJson';
import { withWatchdog } from '../../../src/vision/models/watchdog';

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
  runtime = await startRuntime(NODE_KERNELS);
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

  it('without a graph is refused', () => {
    const empty = { ...DENSE, topology: {} };
    expect(() => runtime.loadNet(empty, WEIGHTS, ['y'])).toThrow(
      expect.objectContaining({ code: 'modelIncompatible' }),
    );
  });
});

describe('starting', () => {
  it('tells kernels that are not there', async () => {
    removeBackend(LEAN);
    const none = () => Promise.resolve(new Uint8Array());
    const kernels = { kernels: none, relaxedKernels: none };
    await expect(startRuntime(kernels)).rejects.toMatchObject({ code: 'wasmBlocked' });
    runtime = await startRuntime(NODE_KERNELS);
  });

  it('tells absent WebAssembly', async () => {
    const present = WebAssembly;
    Reflect.deleteProperty(globalThis, 'WebAssembly');
    const starting = startRuntime(NODE_KERNELS);
    globalThis.WebAssembly = present;
    await expect(starting).rejects.toMatchObject({ code: 'wasmAbsent' });
  });

  it('tells WebAssembly without SIMD', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValueOnce(false);
    await expect(startRuntime(NODE_KERNELS)).rejects.toMatchObject({
      code: 'wasmAbsent',
      message: expect.stringContaining('SIMD') as string,
    });
  });

  it('tells WebAssembly that a policy forbids', async () => {
    vi.spyOn(WebAssembly, 'Module').mockImplementationOnce(function forbid() {
      throw new WebAssembly.CompileError("violates: script-src 'self'");
    });
    await expect(startRuntime(NODE_KERNELS)).rejects.toMatchObject({
      code: 'wasmBlocked',
    });
  });
});

describe('a graph that the kernels cannot run', () => {
  const FOUR_FLOATS = new Float32Array(4).buffer;
  const weight = (shape: number[]) => [{ name: 'w', shape, dtype: 'float32' }] as const;

  it.each<[string, ReturnType<typeof node>, number[]]>([
    ['Levitate at y', node('y', 'Levitate', ['x']), [4]],
    ['Tanh at y', node('y', 'Tanh', ['x']), [4]],
    ['Pad of what is no image at y', node('y', 'Pad', ['x', 'w']), [2, 2]],
    [
      'MatMul of a transposed matrix at y',
      node('y', 'MatMul', ['x', 'w'], { transpose_b: { b: true } }),
      [2, 2],
    ],
    [
      'Conv2D with data_format NCHW at y',
      node('y', 'Conv2D', ['x', 'w'], { data_format: { s: btoa('NCHW') } }),
      [2, 2, 1, 1],
    ],
    [
      'ImageProjectiveTransformV3 with fill_mode WRAP at y',
      node('y', 'ImageProjectiveTransformV3', ['x', 'w'], { fill_mode: { s: btoa('WRAP') } }),
      [1, 8],
    ],
    [
      'Elu fused into _FusedConv2D at y',
      node('y', '_FusedConv2D', ['x', 'w'], {
        fused_ops: { list: { s: [btoa('BiasAdd'), btoa('Elu')] } },
      }),
      [2, 2, 1, 1],
    ],
    [
      'DepthwiseConv2dNative with several filters a channel at y',
      node('y', 'DepthwiseConv2dNative', ['x', 'w']),
      [2, 1, 1, 2],
    ],
  ])('is refused: %s', (what, last, shape) => {
    const graph: GraphDescription = {
      ...DENSE,
      topology: {
        node: [node('w', 'Const', [], FLOAT), node('x', 'Placeholder', [], FLOAT), last],
        versions: {},
      },
      weights: weight(shape),
    };
    const load = () => runtime.loadNet(graph, FOUR_FLOATS, ['y']);
    expect(load).toThrow(what);
    expect(load).toThrow(expect.objectContaining({ code: 'modelIncompatible' }));
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
