import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultWeights } from '../../build/ahead';
import { firstVisitBytes, overBudget } from '../../build/budget';
import { MANIFEST } from './manifest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budget-'));
  const index = { schema: 1, default: 'a', expression: ['a', 'b'], detector: 'finder' };
  write('models/index.json', JSON.stringify(index));
  write('.vite/manifest.json', JSON.stringify(MANIFEST));
  for (const name of ['a', 'b', 'finder']) {
    write(`models/${name}/weights-0123456789ab.bin`, randomBytes(500));
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

describe('what the first visit sends', () => {
  it('is counted as gzip leaves it, or as it is where that is less', () => {
    const before = firstVisitBytes(folder)['models'] ?? 0;
    write('models/a/model.json', ' '.repeat(100_000));
    write('models/a/more.bin', randomBytes(1000));
    const added = (firstVisitBytes(folder)['models'] ?? 0) - before;
    expect(added).toBeGreaterThan(1000);
    expect(added).toBeLessThan(1000 + 200);
  });

  it('leaves out other models, later scripts and what only other browsers take', () => {
    const before = firstVisitBytes(folder)['total'] ?? 0;
    write('models/b/more.bin', randomBytes(1000));
    write('licences.txt', 'MIT');
    write('assets/StudyPart.js', 'export {};');
    write('assets/StudyPart.css', '.study {}');
    write('assets/kernels-relaxed-AAAAAAAA.wasm', randomBytes(1000));
    expect(firstVisitBytes(folder)['total']).toBe(before);
    write('assets/kernels-AAAAAAAA.wasm', randomBytes(1000));
    expect(firstVisitBytes(folder)['wasm']).toBe(1000);
    expect(firstVisitBytes(folder)['css']).toBeUndefined();
    expect(firstVisitBytes(folder)['total']).toBe(before + 1000);
  });
});

describe('the budget', () => {
  it('names every kind that is over it, and one that it does not know', () => {
    expect(overBudget({ js: 11, wasm: 5, other: 1 }, { js: 10, wasm: 5 })).toEqual([
      'expected at most 10 bytes of js, got 11',
      'expected at most 0 bytes of other, got 1',
    ]);
    expect(overBudget({ js: 10 }, { js: 10 })).toEqual([]);
  });
});

describe('what is fetched ahead', () => {
  it("is the detector's weights and the default model's, and no other's", () => {
    expect(defaultWeights(join(folder, 'models'))).toEqual([
      'models/finder/weights-0123456789ab.bin',
      'models/a/weights-0123456789ab.bin',
    ]);
  });
});
