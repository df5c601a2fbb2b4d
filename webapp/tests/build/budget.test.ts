import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstVisitBytes, overBudget } from '../../build/budget';

/** Too short for gzip to make it smaller. */
const INDEX = '{"default":"fast","expression":["fast","vgg"]}';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budget-'));
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, 'models/fast'), { recursive: true });
  mkdirSync(join(folder, 'models/vgg'));
  put('models/index.json', INDEX);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(name: string, content: string | Uint8Array) {
  writeFileSync(join(folder, name), content);
}

describe('firstVisitBytes', () => {
  it('counts what is sent: a file as it is, or as gzip leaves it where that is less', () => {
    const code = 'export const sum = 0;\n'.repeat(200);
    put('assets/index-1.js', code);
    const dense = Uint8Array.from({ length: 1000 }, (_, index) => (index * index * 31) >> 3);
    put('assets/kernels-1.wasm', gzipSync(dense));
    const sent = firstVisitBytes(folder);
    expect(sent['js']).toBe(gzipSync(code, { level: 9 }).length);
    expect(sent['wasm']).toBe(gzipSync(dense).length);
    expect(sent['total']).toBe((sent['js'] ?? NaN) + (sent['wasm'] ?? NaN) + INDEX.length);
  });

  it('leaves out what a first reading does not wait for', () => {
    put('licences.txt', 'MIT');
    put('icon-512.png', 'picture');
    put('assets/kernels-relaxed-1.wasm', 'of browsers that fuse additions');
    put('models/vgg/weights-0123456789ab.bin', 'of a model that nobody chose');
    put('models/fast/weights-0123456789ab.bin', 'abc');
    const models = INDEX.length + 3;
    expect(firstVisitBytes(folder)).toEqual({ models, total: models });
  });
});

describe('overBudget', () => {
  const budget = { js: 100, total: 100 };

  it('allows the last byte', () => {
    expect(overBudget({ js: 100, total: 100 }, budget)).toEqual([]);
  });

  it('names each kind of which there is more, and by how much', () => {
    expect(overBudget({ js: 101, total: 101 }, budget)).toEqual([
      'expected at most 100 bytes of js, got 101',
      'expected at most 100 bytes of total, got 101',
    ]);
  });

  it('allows nothing of a kind that the budget does not name', () => {
    expect(overBudget({ wasm: 1 }, budget)).toEqual(['expected at most 0 bytes of wasm, got 1']);
  });
});
