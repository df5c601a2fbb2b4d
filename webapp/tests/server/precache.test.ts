import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  listFiles,
  listGivingFiles,
  listLaterScripts,
  listOtherModels,
} from '../../build/precache';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'precache-'));
  const index = { schema: 1, default: 'a', expression: ['a', 'b'], detector: 'finder' };
  write('models/index.json', JSON.stringify(index));
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

  it('holds the scripts that run from the start, and none that is asked for later', () => {
    write('assets/index-AAAAAAAA.js', 'import"./runtime-AAAAAAAA.js";');
    write(
      'assets/worker-AAAAAAAA.js',
      'import{a}from"./core-AAAAAAAA.js";import("./later-AAAAAAAA.js")',
    );
    write('assets/core-AAAAAAAA.js', 'import {b} from "./runtime-AAAAAAAA.js"');
    write('assets/runtime-AAAAAAAA.js', '');
    write('assets/later-AAAAAAAA.js', 'import"./shared-AAAAAAAA.js"');
    write('assets/shared-AAAAAAAA.js', '');
    const kept = listFiles(folder).map(({ url }) => url);
    expect(kept.filter((url) => url.endsWith('.js'))).toEqual([
      'assets/core-AAAAAAAA.js',
      'assets/index-AAAAAAAA.js',
      'assets/runtime-AAAAAAAA.js',
      'assets/worker-AAAAAAAA.js',
    ]);
  });

  it('holds the small scripts that come later too, and knows them from those of the start', () => {
    write('assets/index-AAAAAAAA.js', 'import("./timelineFiles-AAAAAAAA.js")');
    write(
      'assets/timelineFiles-AAAAAAAA.js',
      'import"./index-AAAAAAAA.js";import"./t-AAAAAAAA.js"',
    );
    write('assets/t-AAAAAAAA.js', '');
    write('assets/StudyPart-AAAAAAAA.js', '');
    const later = ['assets/t-AAAAAAAA.js', 'assets/timelineFiles-AAAAAAAA.js'];
    expect(listLaterScripts(folder).toSorted()).toEqual(later);
    const kept = listFiles(folder).map(({ url }) => url);
    expect(kept.filter((url) => url.endsWith('.js'))).toEqual([
      'assets/index-AAAAAAAA.js',
      ...later,
    ]);
  });

  it('holds the styles of the page, and none of a part that is asked for later', () => {
    write('index.html', '<link rel="stylesheet" href="/assets/index-AAAAAAAA.css">');
    write('assets/index-AAAAAAAA.css', '');
    write('assets/GivingPart-AAAAAAAA.css', '');
    const kept = listFiles(folder).map(({ url }) => url);
    expect(kept.filter((url) => url.endsWith('.css'))).toEqual(['assets/index-AAAAAAAA.css']);
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

describe('the files of the part with which pictures are given', () => {
  it('are its own, without what the page has already', () => {
    write('assets/index-AAAAAAAA.js', 'import"./shared-AAAAAAAA.js";import("./GivingPart-B.js")');
    write('assets/shared-AAAAAAAA.js', '');
    write('assets/GivingPart-BBBBBBBB.js', 'import"./index-AAAAAAAA.js";import"./own-BBBBBBBB.js"');
    write('assets/GivingPart-BBBBBBBB.css', '');
    write('assets/own-BBBBBBBB.js', '');
    write('assets/later-AAAAAAAA.js', '');
    expect(listGivingFiles(folder)).toEqual([
      'assets/GivingPart-BBBBBBBB.css',
      'assets/GivingPart-BBBBBBBB.js',
      'assets/own-BBBBBBBB.js',
    ]);
  });
});
