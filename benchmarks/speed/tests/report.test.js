import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { write } from '../report.js';
import { madeUpResults } from './results.js';

test('the report holds every row, its ratio and every goal, and nothing that is no number', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'speed-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  write(folder, madeUpResults());
  const text = readFileSync(join(folder, 'speed.md'), 'utf8');
  assert.match(
    text,
    /\| Mien, each frame by itself \| one \| 10\.0 \| 20\.0 \| 10\.0 \| 0\.17× \|/,
  );
  assert.match(text, /\| Four faces beside one, following \| ≤ 1\.50× \| 1\.50× \| yes \|/);
  assert.match(text, /\| Tensors over 10000 frames \| constant \| 90–91 \| no \|/);
  assert.doesNotMatch(text, /NaN|undefined|Infinity/);
  const csv = readFileSync(join(folder, 'speed.csv'), 'utf8').trim().split('\n');
  assert.equal(csv.length, 1 + madeUpResults().alternation.rows.length);
  assert.equal(csv[5], 'face-api,one,4,60.000,120.000,60.000,1.000');
  const json = JSON.parse(readFileSync(join(folder, 'speed.json'), 'utf8'));
  assert.equal(json.goals.length, 16);
  assert.equal(json.memory[0].heapGrowth, 0.06);
  assert.match(text, /following \| 10000 \| 90–91 \| 10\.6 \| 6\.0 % \| 6 \|/);
});
