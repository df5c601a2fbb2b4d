import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goalsOf } from '../goals.js';
import { madeUpResults } from './results.js';

const metOf = (/** @type {import('../report.js').Results} */ results) =>
  Object.fromEntries(goalsOf(results).map(({ text, isMet }) => [text, isMet]));

test('a goal is met up to its limit and the limit included', () => {
  assert.deepEqual(metOf(madeUpResults()), {
    'One face, each frame by itself, beside face-api': true,
    'One face, each frame by itself, beside Human': true,
    'One face, following, beside face-api': true,
    'Four faces beside one, following': true,
    'Results a second at 4× throttling, one face': true,
    'Results a second at 4× throttling, four faces': false,
    "The page's longest own frame at 4× throttling": true,
    'Bytes until the first result': true,
    'Of them JavaScript and WebAssembly': true,
    'Cold start to the first result': true,
    'The same at 4× throttling on 4G': false,
    'Tensors over 10000 frames': false,
    'Growth of the JavaScript heap over them': false,
    "The data's share of a training step": true,
    "Training's images/s beside a generator's": true,
    'An export with its proofs beside the converter alone': true,
  });
});

test('what is a little slower than its limit does not meet it', () => {
  const results = madeUpResults();
  for (const row of results.alternation.rows) {
    if (row.id.startsWith('mien'))
      row.turnsMs = row.turnsMs.map((turn) => turn.map((ms) => 1.75 * ms));
  }
  const met = metOf(results);
  assert.equal(met['One face, each frame by itself, beside face-api'], false);
  assert.equal(met['One face, each frame by itself, beside Human'], false);
  assert.equal(met['One face, following, beside face-api'], false);
  assert.equal(met['Four faces beside one, following'], true, 'a ratio of Mien to itself');
});

test('a value that was not measured meets no goal', () => {
  const results = madeUpResults();
  results.throttled.rates = [];
  assert.equal(metOf(results)['Results a second at 4× throttling, one face'], false);
});

test('a missing contender is named', () => {
  const results = madeUpResults();
  results.alternation.rows = results.alternation.rows.filter(({ id }) => id !== 'human');
  assert.throws(() => goalsOf(results), /expected a row human, one/);
});
