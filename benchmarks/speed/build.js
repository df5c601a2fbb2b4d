import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SpeedError } from './speedError.js';

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const WEBAPP = join(REPOSITORY, 'webapp');
const PYTHON = process.env['PYTHON'] ?? join(REPOSITORY, '.venv/bin/python');

/** Walks that frames.py draws with data; without there is one. */
export const DATA_WALKS = 12;

/**
 * Builds Mien's page and package, and draws and writes what the measurement needs, into a folder that
 * git does not see.
 *
 * @param {string} folder
 * @param {string | undefined} data FER2013
 * @throws {SpeedError} if any of it fails.
 */
export function prepare(folder, data) {
  if (!existsSync(join(REPOSITORY, 'benchmarks/node_modules/playwright-core'))) {
    throw new SpeedError('expected the peers in benchmarks/node_modules, got none; run make bench');
  }
  mkdirSync(folder, { recursive: true });
  const vite = join(WEBAPP, 'node_modules/.bin/vite');
  run(vite, ['build', '--logLevel', 'error'], WEBAPP);
  run(process.execPath, ['scripts/build-package.js'], WEBAPP);
  const installed = installParcel(join(folder, 'installed'));
  const script = (/** @type {string} */ name) => join(REPOSITORY, 'benchmarks/speed', name);
  const frames = [script('frames.py'), join(folder, 'frames')];
  run(PYTHON, data === undefined ? frames : [...frames, '--data', data], REPOSITORY);
  run(PYTHON, [script('paper_model.py'), join(folder, 'paper')], REPOSITORY);
  run(PYTHON, [script('mediapipe_model.py'), join(folder, 'mediapipe')], REPOSITORY);
  run(PYTHON, ['tests/camera_feed.py', join(folder, 'films')], REPOSITORY);
  const pageWorker = fileURLToPath(new URL('pages/adapters/workersOnPage.js', import.meta.url));
  return {
    page: join(WEBAPP, 'dist'),
    film: join(folder, 'films/one.y4m'),
    pageWorker,
    mounts: {
      '/mien/': installed,
      '/peers/': join(REPOSITORY, 'benchmarks/node_modules'),
      '/frames/': join(folder, 'frames'),
      '/paper/': join(folder, 'paper'),
      '/mediapipe/': join(folder, 'mediapipe'),
      '/': fileURLToPath(new URL('pages', import.meta.url)),
    },
  };
}

/**
 * Packs Mien's package and installs it by npm, as the peers are.
 *
 * @param {string} project folder
 * @returns the installed package's folder
 * @throws {SpeedError}
 */
function installParcel(project) {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const [{ filename }] = JSON.parse(
    run(
      'npm',
      ['pack', '--json', '--pack-destination', project],
      join(WEBAPP, 'dist-package/reader'),
    ),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `./${filename}`], project);
  return join(project, 'node_modules/@mien/reader');
}

/**
 * Runs one of the project's Python scripts and returns what it printed.
 *
 * @param {readonly string[]} words
 * @throws {SpeedError}
 */
export function runPython(words) {
  return run(PYTHON, words, REPOSITORY);
}

/**
 * @param {string} program
 * @param {readonly string[]} words
 * @param {string} cwd
 */
function run(program, words, cwd) {
  const done = spawnSync(program, words, { cwd, encoding: 'utf8', maxBuffer: 1e8 });
  if (done.status === 0) return done.stdout;
  const said = (done.stderr || done.error?.message || '').trim().split('\n').slice(-3).join(' ');
  throw new SpeedError(`expected ${words[0]} to end well, got: ${said}`);
}
