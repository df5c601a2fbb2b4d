import {
  add,
  avgPool,
  cast,
  concat,
  conv2d,
  depthwiseConv2d,
  fused,
  image as imageOf,
  log,
  matMul,
  maximum,
  maxPool,
  mean,
  minimum,
  mul,
  neg,
  pad,
  relu,
  relu6,
  reshape,
  setBackend,
  sigmoid,
  softmax,
  stack,
  stridedSlice,
  sub,
  sum,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  type backend_util,
  type Rank,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { NODE_KERNELS, NODE_TFJS } from '../../../scripts/runModel/nodeFiles';
import { startTfjs } from '../../../scripts/runModel/tfjs';
import { startRuntime } from '../../../src/vision/compute/runtime';

/** float32 sums of up to 2,000 products, in another order; Winograd's way loses a digit more. */
const DIGITS = 3;

type Four = [number, number, number, number];

beforeAll(async () => {
  await startTfjs(NODE_TFJS);
  await startRuntime(NODE_KERNELS);
});

/** Numbers from -1 to 1 that are the same in every run and hardly repeat. */
function numbers(shape: readonly number[], seed = 1): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  let state = seed;
  const values = Float32Array.from({ length: size }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  });
  return tensor(values, [...shape]);
}

function images(shape: Four, seed = 1): Tensor4D {
  return reshape<Rank.R4>(numbers(shape, seed), shape);
}

/** What both back ends make of the same operation. */
async function both(compute: () => Tensor): Promise<{ lean: Tensor; whole: Tensor }> {
  const answers = [];
  for (const name of ['lean', 'wasm']) {
    await setBackend(name);
    const answer = tidy(compute);
    answers.push(tensor(await answer.data(), answer.shape, answer.dtype));
    answer.dispose();
  }
  const [lean, whole] = answers;
  if (lean === undefined || whole === undefined) throw new Error('expected two answers');
  return { lean, whole };
}

async function expectSame(compute: () => Tensor): Promise<void> {
  const { lean, whole } = await both(compute);
  expect(lean.shape).toEqual(whole.shape);
  expect(lean.dtype).toBe(whole.dtype);
  const expected = whole.dataSync();
  const got = lean.dataSync();
  expect(expected.some((value) => value !== 0)).toBe(true);
  expected.forEach((value, index) => {
    expect(got[index]).toBeCloseTo(value, DIGITS);
  });
}

/** Rows and columns of zeros below and to the right. */
const BEHIND: backend_util.ExplicitPadding = [
  [0, 0],
  [0, 1],
  [0, 2],
  [0, 0],
];

describe('a convolution is that of TF.js', () => {
  it.each<
    [string, Four, Four, number | [number, number], 'same' | 'valid' | typeof BEHIND, number]
  >([
    ['by tiles of four', [1, 12, 12, 16], [3, 3, 16, 24], 1, 'same', 1],
    ['by tiles of four that reach beyond the image', [2, 13, 10, 8], [3, 3, 8, 8], 1, 'same', 1],
    ['by tiles of four, more than a block of them', [3, 24, 24, 4], [3, 3, 4, 8], 1, 'same', 1],
    ['by tiles of four without a border', [1, 11, 14, 4], [3, 3, 4, 16], 1, 'valid', 1],
    ['by tiles of two', [1, 6, 6, 8], [3, 3, 8, 16], 1, 'same', 1],
    ['by tiles of two, an odd image', [2, 5, 5, 12], [3, 3, 12, 8], 1, 'same', 1],
    ['of a single pixel', [2, 1, 1, 8], [3, 3, 8, 8], 1, 'same', 1],
    ['of one channel', [2, 48, 48, 1], [3, 3, 1, 24], 1, 'same', 1],
    ['of three channels, 5 x 5, stride 2', [1, 32, 32, 3], [5, 5, 3, 24], 2, 'same', 1],
    ['of 1 x 1', [1, 9, 7, 42], [1, 1, 42, 48], 1, 'same', 1],
    ['of 1 x 1 with stride', [1, 9, 7, 10], [1, 1, 10, 8], 2, 'same', 1],
    ['of 1 x 1, padded behind alone', [2, 5, 6, 8], [1, 1, 8, 8], 1, BEHIND, 1],
    ['of fewer filters than a panel', [1, 8, 8, 20], [1, 1, 20, 2], 1, 'same', 1],
    ['of filters that fill no panels', [1, 8, 8, 5], [3, 3, 5, 42], 1, 'same', 1],
    ['with holes', [1, 16, 15, 4], [3, 3, 4, 8], 1, 'same', 2],
    ['of unequal sides and strides', [1, 16, 15, 3], [2, 5, 3, 9], [2, 1], 'valid', 1],
  ])('%s', async (_, image, filter, strides, padding, dilations) => {
    await expectSame(() =>
      conv2d(images(image), images(filter, 2), strides, padding, 'NHWC', dilations),
    );
  });

  it.each(['linear', 'relu', 'relu6'] as const)('with a bias and %s', async (activation) => {
    for (const shape of [
      [1, 12, 12, 8],
      [1, 7, 7, 3],
    ] satisfies Four[]) {
      await expectSame(() =>
        fused.conv2d({
          x: mul<Tensor4D>(images(shape), 5),
          filter: images([3, 3, shape[3], 16], 3),
          strides: 1,
          pad: 'same',
          bias: numbers([16], 4),
          activation,
        }),
      );
    }
  });
});

describe('a depthwise convolution is that of TF.js', () => {
  it.each<[string, Four, [number, number], number, 'same' | 'valid']>([
    ['stride 1', [1, 16, 16, 24], [3, 3], 1, 'same'],
    ['stride 2', [2, 16, 16, 28], [3, 3], 2, 'same'],
    ['channels that fill no vectors', [1, 9, 7, 42], [3, 3], 1, 'same'],
    ['fewer channels than a vector', [2, 9, 7, 3], [3, 3], 1, 'same'],
    ['no border', [1, 9, 8, 8], [3, 3], 1, 'valid'],
    ['an image smaller than the window', [1, 2, 2, 8], [3, 3], 1, 'same'],
    ['5 x 5', [1, 12, 12, 8], [5, 5], 2, 'same'],
  ])('%s', async (_, image, [height, width], strides, padding) => {
    const filter = [height, width, image[3], 1] satisfies Four;
    await expectSame(() => depthwiseConv2d(images(image), images(filter, 2), strides, padding));
  });
});

describe('the rest is that of TF.js', () => {
  const image = [2, 7, 9, 6] satisfies Four;

  it.each<[string, () => Tensor]>([
    ['the largest of each window', () => maxPool(images([2, 12, 12, 24]), 2, 2, 'same')],
    ['windows that overlap and reach beyond', () => maxPool(images(image), 3, 2, 'same')],
    ['windows of negative numbers', () => maxPool(sub<Tensor4D>(images(image), 2), 3, 2, 'valid')],
    ['the mean of all pixels', () => mean(numbers(image), [1, 2])],
    ['the mean over the first axis', () => mean(numbers(image), 0)],
    ['the mean with its axes kept', () => mean(numbers(image), [2, -1], true)],
    [
      'zeros around',
      () =>
        pad(numbers(image), [
          [0, 0],
          [1, 2],
          [3, 0],
          [0, 0],
        ]),
    ],
    [
      'further channels of zeros',
      () =>
        pad(numbers(image), [
          [0, 0],
          [0, 0],
          [0, 0],
          [1, 4],
        ]),
    ],
    ['a sum', () => add(numbers(image), numbers(image, 2))],
    ['a product of equals', () => mul(numbers(image), numbers(image, 2))],
    ['a sum with a row of three', () => add(numbers([2, 5, 3]), numbers([3], 2))],
    ['a product with a row', () => mul(numbers([2, 5, 42]), numbers([1, 42], 2))],
    ['a row times a matrix', () => mul(numbers([1, 6]), numbers([4, 6], 2))],
    ['a sum with a row', () => add(numbers(image), numbers([6], 2))],
    ['a sum with a column', () => add(numbers([2, 1, 9, 1]), numbers([7, 1, 6], 2))],
    ['a difference from a number', () => sub(numbers(image), 0.5)],
    ['a number minus all', () => sub(0.5, numbers(image))],
    ['a product', () => mul(numbers(image), numbers([1, 1, 1, 6], 2))],
    ['the larger of two', () => maximum(numbers(image), 0.2)],
    ['no negative numbers', () => relu(numbers(image))],
    ['none above six', () => relu6(mul(numbers(image), 9))],
    ['logarithms', () => log(add(numbers(image), 1.5))],
    ['probabilities', () => softmax(mul(numbers([5, 7]), 30))],
    [
      'images backwards',
      () => stridedSlice(numbers(image), [0, 0, 8, 0], [2, 7, -10, 6], [1, 1, -1, 1]),
    ],
    ['a part, every second', () => stridedSlice(numbers(image), [1, 2], [2, 7], [1, 2])],
    ['side by side', () => concat([numbers(image), numbers([2, 7, 4, 6], 2)], 2)],
    ['one after the other', () => concat([numbers(image), numbers(image, 2)], 0)],
    ['the sum over two axes', () => sum(numbers(image), [0, 2])],
    ['the smaller of two', () => minimum(numbers(image), numbers([6], 2))],
    ['the other sign', () => neg(numbers(image))],
    ['sigmoids', () => sigmoid(mul(numbers(image), 9))],
    ['numbers cut off', () => cast(mul(numbers(image), 9), 'int32')],
    ['whole numbers as others', () => cast(tensor1d([1, -2], 'int32'), 'float32')],
    ['the mean of each window', () => avgPool(images([2, 12, 12, 5]), 2, 2, 'valid')],
    ['the mean of windows that reach beyond', () => avgPool(images(image), 3, 2, 'same')],
    ['in a new axis', () => stack([numbers(image), numbers(image, 2)], 1)],
    ['whole numbers', () => stack([tensor1d([1, 2], 'int32'), tensor1d([3, 4], 'int32')])],
    ['a product of matrices', () => matMul(numbers([3, 50]), numbers([50, 7], 2))],
    [
      'one row by a matrix, with a bias',
      () =>
        fused.matMul({
          a: numbers([1, 33]),
          b: numbers([33, 19], 2),
          bias: numbers([19], 3),
          activation: 'relu',
        }),
    ],
  ])('%s', async (_, compute) => {
    await expectSame(compute);
  });
});

describe('a transformed image is that of TF.js', () => {
  /** Turned, moved and resized maps, partly beyond the image, one of them seen at an angle. */
  const maps = () =>
    tensor2d([
      [0.7, -0.4, 2, 0.3, 0.9, -1.5, 0, 0],
      [1.6, 0.2, -4, -0.3, 1.2, 1, 0.02, -0.01],
    ]);

  it.each([
    ['its outermost pixels repeated', 'nearest', 0],
    ['zeros beyond it', 'constant', 0],
    ['another number beyond it', 'constant', 7],
  ] as const)('with %s', async (_, filling, value) => {
    await expectSame(() =>
      imageOf.transform(images([2, 9, 7, 3]), maps(), 'bilinear', filling, value),
    );
  });

  it('at another size, all by one map', async () => {
    await expectSame(() =>
      imageOf.transform(
        images([2, 9, 7, 3]),
        tensor2d([[0.7, -0.4, 2, 0.3, 0.9, -1.5, 0, 0]]),
        'bilinear',
        'nearest',
        0,
        [5, 11],
      ),
    );
  });
});
