import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean, median, quantile, ratioByTurn, seeded, shuffled } from '../statistics.js';

test('a quantile lies between its neighbours, as NumPy takes it', () => {
  // np.quantile([1, 2, 4, 8], [0, .25, .95, 1]) = 1, 1.75, 7.4, 8
  const values = [8, 1, 4, 2];
  const taken = [0, 0.25, 0.95, 1].map((share) => quantile(values, share));
  for (const [index, expected] of [1, 1.75, 7.4, 8].entries()) {
    assert.ok(Math.abs((taken[index] ?? NaN) - expected) < 1e-12, `${taken[index]}`);
  }
  assert.deepEqual(values, [8, 1, 4, 2], 'the values keep their order');
});

test('the median of an even number of values is the middle of the two', () => {
  assert.equal(median([10, 1, 3, 2]), 2.5);
  assert.equal(mean([1, 2, 6]), 3);
});

test('an order is drawn again each time, the same for the same seed', () => {
  const draw = seeded(1);
  const values = [0, 1, 2, 3, 4];
  const orders = Array.from({ length: 200 }, () => shuffled(values, draw));
  const again = seeded(1);
  assert.deepEqual(orders, Array.from({ length: 200 }, () => shuffled(values, again)));
  for (const order of orders) assert.deepEqual(order.toSorted(), values);
  // Each follows each of the others: 200 orders have 40 such pairs of neighbours on average.
  for (const before of values) {
    for (const after of values.filter((value) => value !== before)) {
      const count = orders.filter((order) => order.indexOf(before) + 1 === order.indexOf(after));
      assert.ok(count.length > 20 && count.length < 60, `${before} ${after}: ${count.length}`);
    }
  }
});

test('a ratio is taken within turns, so that a slow spell of the machine drops out', () => {
  const ours = [
    [1, 1],
    [10, 30],
    [2, 2],
  ];
  const theirs = [
    [4, 4],
    [80, 80],
    [8, 8],
  ];
  assert.equal(ratioByTurn(ours, theirs), 0.25);
});

test('a turn that the other did not have makes no ratio', () => {
  assert.ok(Number.isNaN(ratioByTurn([[1]], [])));
});
