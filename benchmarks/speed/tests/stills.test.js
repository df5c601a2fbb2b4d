import assert from 'node:assert/strict';
import { test } from 'node:test';
import { match, stillsTable } from '../stills.js';

const FACE = { x: 100, y: 80, heightPx: 40 };

test('a face is found by a box around it, and other boxes are wrong', () => {
  const around = { x: 75, y: 50, width: 50, height: 60 };
  const beside = { x: 130, y: 50, width: 50, height: 60 };
  const inside = { x: 95, y: 75, width: 10, height: 10 };
  const room = { x: 0, y: 0, width: 200, height: 160 };
  assert.deepEqual(match([FACE], [around]), { found: [FACE], wrong: 0 });
  assert.deepEqual(match([FACE], [around, around]), { found: [FACE], wrong: 1 });
  for (const box of [beside, inside, room]) {
    assert.deepEqual(match([FACE], [box]), { found: [], wrong: 1 });
  }
});

test('the table has a column for each height', () => {
  const found = [
    { heightPx: 24, of: 10, faces: 9 },
    { heightPx: 320, of: 10, faces: 10 },
  ];
  const rows = [{ title: 'Mien', seconds: 1.234, found, wrong: 1 }];
  assert.match(stillsTable({ stills: 2, rows }), /\| Mien \| 1\.23 \| 9 of 10 \| 10 of 10 \| 1 \|/);
});
