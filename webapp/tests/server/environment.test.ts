import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireNode } from '../../server/environment.js';

const WEBAPP = fileURLToPath(new URL('../../', import.meta.url));

describe('requireNode', () => {
  it.each(['20.19.0', '20.20.2', '22.1.0', '26.0.0'])('takes %s', (version) => {
    expect(() => {
      requireNode(version);
    }).not.toThrow();
  });

  it.each(['18.20.0', '20.18.9', '9.0.0'])('refuses %s in one sentence', (version) => {
    expect(() => {
      requireNode(version);
    }).toThrow(`Mien needs Node 20.19 or newer, and this is ${version}.`);
  });
});

describe('without packages', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mien-bare-'));
    for (const part of ['server', 'scripts', 'package.json']) {
      cpSync(join(WEBAPP, part), join(folder, part), { recursive: true });
    }
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['server/start.js', 'uqr'],
    ['scripts/run-model.js', 'vite'],
    ['scripts/time-models.js', 'vite'],
  ])('%s names what is missing', (script, missing) => {
    const done = spawnSync(process.execPath, [join(folder, script)], { encoding: 'utf8' });
    expect(done.stderr).toBe(
      `expected the packages of webapp/package-lock.json, got no whole ${missing}; run npm ci ` +
        '--prefix webapp\n',
    );
    expect(done.status).toBe(2);
  });

  it.each(['vitals', 'soak', 'pictures'])('npm run %s does too', (script) => {
    const done = spawnSync(
      process.execPath,
      ['--import', './server/watch.js', `scripts/${script}.js`],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(done.stderr).toMatch(/^expected the packages of .*; run npm ci --prefix webapp\n$/);
    expect(done.status).toBe(2);
  });

  it('leaves any other error its stack', () => {
    writeFileSync(join(folder, 'wrong.js'), 'throw new Error("of its own");');
    const done = spawnSync(process.execPath, ['--import', './server/watch.js', 'wrong.js'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(done.stderr).toContain('Error: of its own\n    at ');
    expect(done.status).toBe(1);
  });

  it('names a package of which only a part is there', () => {
    const half = join(folder, 'node_modules/vite/package.json');
    mkdirSync(dirname(half), { recursive: true });
    writeFileSync(half, JSON.stringify({ name: 'vite', type: 'module', main: './dist/index.js' }));
    const script = join(folder, 'scripts/run-model.js');
    const done = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect(done.stderr).toContain('got no whole vite; run npm ci --prefix webapp');
    expect(done.status).toBe(2);
  });
});
