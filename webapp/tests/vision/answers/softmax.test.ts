import { expect, it } from 'vitest';
import { softmax } from '../../../src/vision/answers/softmax';

it('is exp over the sum of exp, here with logs of 1, 2 and 5', () => {
  const probabilities = softmax([Math.log(1), Math.log(2), Math.log(5)], 1);
  [1 / 8, 2 / 8, 5 / 8].forEach((expected, index) => {
    expect(probabilities[index]).toBeCloseTo(expected, 12);
  });
});

it('takes the square root of the ratios at temperature 2', () => {
  const [small = NaN, large = NaN] = softmax([0, Math.log(9)], 2);
  expect(large / small).toBeCloseTo(3, 12);
});

it('stays finite for large logits', () => {
  expect(softmax([1000, 0, -1000], 1)).toEqual([1, 0, 0]);
});
