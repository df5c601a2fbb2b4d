import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listFiles, listOtherModels } from '../../build/precache';
import { MANIFEST } from './manifest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'precache-'));
  const index = { schema: 1, default: 'a', expression: ['a', 'b'], detector: 'finder' };
  write('models/index.json', JSON.stringify(index));
  write('.vite/manifest.json', JSON.stringify(MANIFEST));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

describe('the list of files to keep', () => {
  it('holds all but the service worker, source maps and what is hidden, in one order', () => {
    for (const path of [
      'sw.js',
      'index.html',
      'models/a/model.json',
      'models/.a-before-export/model.json',
      '.DS_Store',
      'assets/x-AbCd1234.js.map',
    ]) {
      write(path, path);
    }
    expect(listFiles(folder).map(({ url }) => url)).toEqual([
      'index.html',
      'models/a/model.json',
      'models/index.json',
    ]);
  });

  it('holds the detector and the default model, and no other', () => {
    for (const name of ['a', 'b', 'finder']) write(`models/${name}/model.json`, '{}');
    expect(listFiles(folder).map(({ url }) => url)).toEqual([
      'models/a/model.json',
      'models/finder/model.json',
      'models/index.json',
    ]);
  });

  it('knows what the other models were made of, without holding them', () => {
    for (const name of ['a', 'b', 'finder']) write(`models/${name}/manifest.json`, name);
    // SHA-256 of the letter b, by FIPS 180-4.
    expect(listOtherModels(folder)).toEqual([
      { url: 'models/b/manifest.json', revision: '3e23e8160039594a' },
    ]);
  });

  it('holds the page and every part that is loaded later, but the one that gives pictures', () => {
    for (const path of ['index', 'worker', 'runtime', 'StudyPart', 'form', 'GivingPart', 'seal']) {
      write(`assets/${path}.js`, path);
    }
    for (const path of ['index', 'StudyPart', 'GivingPart']) write(`assets/${path}.css`, path);
    const kept = listFiles(folder).map(({ url }) => url);
    expect(kept.filter((url) => url.startsWith('assets/'))).toEqual([
      'assets/StudyPart.css',
      'assets/StudyPart.js',
      'assets/form.js',
      'assets/index.css',
      'assets/index.js',
      'assets/runtime.js',
      'assets/worker.js',
    ]);
  });

  it('gives a revision to what keeps its name, and none to what changes it', () => {
    write('index.html', 'one');
    write('assets/index-BVmYH-KL.js', '');
    write('models/a/weights-0123456789ab.bin', '');
    write('models/a/manifest.json', '{}');
    const before = listFiles(folder);
    expect(before.filter(({ revision }) => revision === null).map(({ url }) => url)).toEqual([
      'assets/index-BVmYH-KL.js',
      'models/a/weights-0123456789ab.bin',
    ]);
    write('index.html', 'two');
    const after = listFiles(folder);
    const changed = after.filter(({ revision }, index) => revision !== before[index]?.revision);
    expect(changed.map(({ url }) => url)).toEqual(['index.html']);
  });
});
