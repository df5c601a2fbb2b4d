import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { NODE_KERNELS, NODE_TFJS } from '../../../scripts/runModel/nodeFiles';
import { loadTfjsNet, startTfjs } from '../../../scripts/runModel/tfjs';
import { LEAN } from '../../../src/vision/compute/lean/register';
import { OPERATIONS } from '../../../src/vision/compute/lean/supports';
import { startRuntime, type Runtime } from '../../../src/vision/compute/runtime';
import { parseModelJson } from '../../../src/vision/models/modelJson';

/** A constant of a graph: whole numbers where they are sizes, axes, indices or paddings. */
interface Constant {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: 'int32';
}

/** One operation on x, then on constants, as TensorFlow writes it. */
interface Case {
  readonly x: readonly number[];
  readonly constants?: readonly Constant[];
  readonly attributes?: object;
  /** Where it gives whole numbers, a sum makes them numbers that a net may give. */
  readonly isWhole?: true;
}

const ints = (...values: number[]): Constant => ({
  shape: [values.length],
  values,
  dtype: 'int32',
});
const scalar = (value: number): Constant => ({ shape: [], values: [value], dtype: 'int32' });
const row = (size: number): Constant => ({
  shape: [size],
  values: Array.from({ length: size }, (_, index) => index - 1.5),
});
const filled = (...shape: number[]): Constant => ({
  shape,
  values: Array.from(
    { length: shape.reduce((product, size) => product * size, 1) },
    (_, index) => ((index * 7) % 11) / 5 - 1,
  ),
});
const FLOAT = { type: 'DT_FLOAT' };
const WINDOWS = {
  strides: { list: { i: ['1', '1', '1', '1'] } },
  padding: { s: btoa('SAME') },
  dilations: { list: { i: ['1', '1', '1', '1'] } },
  data_format: { s: btoa('NHWC') },
};
const POOL = { ...WINDOWS, ksize: { list: { i: ['1', '2', '2', '1'] } } };
const FUSED = { fused_ops: { list: { s: [btoa('BiasAdd'), btoa('Relu')] } } };
const IMAGE = [1, 4, 4, 2];
const PAIR: Case = { x: [2, 3], constants: [row(3)] };
const ALONE: Case = { x: [2, 3] };

/** Each operation of OPERATIONS; `Const` and `Placeholder` are in every graph. */
const CASES: Readonly<Record<string, Case>> = {
  Add: PAIR,
  AddV2: PAIR,
  AvgPool: { x: IMAGE, attributes: POOL },
  BiasAdd: PAIR,
  Cast: { ...ALONE, attributes: { SrcT: FLOAT, DstT: FLOAT } },
  ConcatV2: { x: [2, 3], constants: [filled(2, 2), scalar(1)], attributes: { N: { i: '2' } } },
  Conv2D: { x: IMAGE, constants: [filled(3, 3, 2, 3)], attributes: WINDOWS },
  DepthwiseConv2dNative: { x: IMAGE, constants: [filled(3, 3, 2, 1)], attributes: WINDOWS },
  FusedDepthwiseConv2dNative: {
    x: IMAGE,
    constants: [filled(3, 3, 2, 1), row(2)],
    attributes: { ...WINDOWS, ...FUSED, num_args: { i: '1' } },
  },
  Identity: ALONE,
  ImageProjectiveTransformV3: {
    x: IMAGE,
    constants: [filled(1, 8), ints(5, 3), scalar(0)],
    attributes: { interpolation: { s: btoa('BILINEAR') }, fill_mode: { s: btoa('NEAREST') } },
  },
  Log: { x: [2, 3] },
  MatMul: { x: [2, 3], constants: [filled(3, 4)] },
  MaxPool: { x: IMAGE, attributes: POOL },
  Maximum: PAIR,
  Mean: { x: IMAGE, constants: [ints(1, 2)], attributes: { keep_dims: { b: false } } },
  Minimum: PAIR,
  Mul: PAIR,
  Neg: ALONE,
  Pack: { x: [2, 3], constants: [filled(2, 3)], attributes: { axis: { i: '1' } } },
  Pad: {
    x: IMAGE,
    constants: [{ shape: [4, 2], values: [0, 0, 1, 2, 0, 1, 0, 0], dtype: 'int32' }],
  },
  Relu: ALONE,
  Relu6: ALONE,
  Reshape: { x: [2, 3], constants: [ints(-1, 2)] },
  Shape: { ...ALONE, isWhole: true },
  Sigmoid: ALONE,
  Softmax: ALONE,
  StridedSlice: { x: [4, 3], constants: [ints(1, 0), ints(4, 2), ints(2, 1)] },
  Sub: PAIR,
  Sum: { x: IMAGE, constants: [ints(3)], attributes: { keep_dims: { b: true } } },
  _FusedConv2D: {
    x: IMAGE,
    constants: [filled(3, 3, 2, 3), row(3)],
    attributes: { ...WINDOWS, ...FUSED, num_args: { i: '1' } },
  },
  _FusedMatMul: {
    x: [2, 3],
    constants: [filled(3, 4), row(4)],
    attributes: { ...FUSED, num_args: { i: '1' } },
  },
};

function graphOf(op: string, { x, constants = [], attributes = {}, isWhole }: Case) {
  const names = constants.map((_, index) => `c${index}`);
  const dtype = isWhole ? { dtype: FLOAT, SrcT: { type: 'DT_INT32' }, DstT: FLOAT } : {};
  const node = [
    ...names.map((name) => ({ name, op: 'Const', input: [], attr: { dtype: FLOAT } })),
    {
      name: 'x',
      op: 'Placeholder',
      input: [],
      attr: { dtype: FLOAT, shape: { shape: { dim: x.map((size) => ({ size: `${size}` })) } } },
    },
    { name: 'o', op, input: ['x', ...names], attr: { T: FLOAT, ...attributes } },
    { name: 'y', op: isWhole ? 'Cast' : 'Identity', input: ['o'], attr: dtype },
  ];
  const weights = constants.map(({ shape, dtype: type = 'float32' }, index) => ({
    name: names[index] ?? '',
    shape,
    dtype: type,
  }));
  const document = {
    format: 'graph-model',
    modelTopology: { node, versions: { producer: 1 } },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
  const bytes = constants.map(({ values, dtype: type }) =>
    Buffer.from((type === 'int32' ? Int32Array.from(values) : Float32Array.from(values)).buffer),
  );
  return {
    graph: parseModelJson(document),
    weights: Uint8Array.from(Buffer.concat(bytes)).buffer,
  };
}

let runtime: Runtime;
beforeAll(async () => {
  await startTfjs(NODE_TFJS);
  runtime = await startRuntime(NODE_KERNELS);
});

describe('what a graph may be made of', () => {
  it('is told apart, operation by operation, below', () => {
    expect(new Set([...Object.keys(CASES), 'Const', 'Placeholder'])).toEqual(OPERATIONS);
  });

  it.each(Object.entries(CASES))('%s answers as in TF.js', async (op, one) => {
    const { graph, weights } = graphOf(op, one);
    const size = one.x.reduce((product, length) => product * length, 1);
    const input = Float32Array.from({ length: size }, (_, index) => 0.4 + ((index * 5) % 7));
    const answers = [];
    for (const [backend, load] of [
      ['wasm', loadTfjsNet],
      [LEAN, runtime.loadNet],
    ] as const) {
      await setBackend(backend);
      const net = load(graph, weights, ['y']);
      // The second answer is a recording's.
      await net.run(
        input.map((value) => value + 1),
        one.x,
      );
      answers.push((await net.run(input, one.x))[0]);
      net.dispose();
    }
    const [expected, got] = answers;
    expect(got?.shape).toEqual(expected?.shape);
    expect(expected?.values.length).toBeGreaterThan(0);
    expected?.values.forEach((value, index) => {
      expect(got?.values[index]).toBeCloseTo(value, 4);
    });
  });
});
