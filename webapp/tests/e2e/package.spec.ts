import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { buildPackage } from './builtPackage';
import { needsFilms, readFilm } from './films';

/**
 * The parcel as strangers get it: packed, installed by npm into the projects of examples/, built by
 * the bundler of each, and read with in the browser, under the policy that docs/embedding.md asks
 * for. Where no registry can be reached, nothing can be installed, and the tests are skipped.
 */

const WEBAPP = fileURLToPath(new URL('../../', import.meta.url));
const READER = join(WEBAPP, 'dist-package/reader');
/** Outside the repository's own node_modules, where nothing is found that was not installed. */
const WORK = mkdtempSync(join(tmpdir(), 'mien-package-'));

interface Host {
  readonly example: string;
  /** Packages in other versions than the example's. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Where what is served lies, in the project's folder. */
  readonly built: string;
  /** What its policy must allow beside docs/embedding.md's: the worker's text, Next's own scripts. */
  readonly scripts?: string;
  readonly workers?: string;
}

const HOSTS: Readonly<Record<string, Host>> = {
  'Vite 8 with React': { example: 'vite-react', built: 'dist' },
  'Vite 7 with React': { example: 'vite-react', versions: { vite: '7.3.0' }, built: 'dist' },
  'Vite 5 with React': { example: 'vite-react', versions: { vite: '5.4.21' }, built: 'dist' },
  webpack: { example: 'webpack', built: '.' },
  esbuild: { example: 'esbuild', built: '.', workers: 'blob:' },
  'Next, which renders it on the server first': {
    example: 'next',
    built: 'out',
    scripts: "'unsafe-inline'",
  },
};

test.describe.configure({ timeout: 300_000, retries: 0 });
needsFilms();

let parcel = '';
let isReachable = false;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  await buildPackage();
  const packed = npm(READER, 'pack', '--json', '--pack-destination', WORK);
  const [told] = JSON.parse(packed) as { filename: string }[];
  parcel = join(WORK, told?.filename ?? '');
  isReachable = spawnSync('npm', ['view', 'vite', 'version', '--fetch-retries=0']).status === 0;
});

test.afterAll(() => {
  rmSync(WORK, { recursive: true, force: true });
});

for (const [name, host] of Object.entries(HOSTS)) {
  test(`reads a face with ${name}`, async ({ page }) => {
    test.skip(!isReachable, "needs npm's registry");
    const folder = install(name, host);
    npm(folder, 'run', 'build');
    writeFace(join(folder, host.built));
    const { server, url } = await serve(host, folder);
    try {
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(message));
      await page.goto(url);
      await expect(page.locator('output')).toHaveText('happy', { timeout: 60_000 });
      expect(complaints).toEqual([]);
    } finally {
      server.close();
    }
  });
}

test('reads a face in Node', () => {
  test.skip(!isReachable, "needs npm's registry");
  const folder = install('Node', { example: 'node', built: '.' });
  writeFace(folder);
  const [face] = JSON.parse(npm(folder, 'start', '--silent')) as {
    readonly expression: string;
    readonly sure: boolean;
  }[];
  expect(face).toMatchObject({ expression: 'happy', sure: true });
});

test("publint and attw find nothing wrong with the parcel's entries and types", () => {
  const bin = (name: string) => join(WEBAPP, 'node_modules/.bin', name);
  const linted = spawnSync(bin('publint'), ['--strict', parcel], { encoding: 'utf8' });
  expect(linted.status, linted.stdout + linted.stderr).toBe(0);
  const typed = spawnSync(bin('attw'), [parcel, '--profile', 'esm-only', '--no-color'], {
    encoding: 'utf8',
  });
  expect(typed.status, typed.stdout + typed.stderr).toBe(0);
});

/** The example's project with the parcel, installed as its README would say. */
function install(name: string, { example, versions = {} }: Host): string {
  const folder = join(WORK, name.replaceAll(/\W+/g, '-'));
  cpSync(join(WEBAPP, 'examples', example), folder, { recursive: true });
  const file = join(folder, 'package.json');
  const project = JSON.parse(readFileSync(file, 'utf8')) as Record<
    'dependencies',
    Record<string, string>
  > & { readonly devDependencies?: Record<string, string> };
  project.dependencies['@mien/reader'] = `file:${parcel}`;
  Object.assign(project.devDependencies ?? {}, versions);
  writeFileSync(file, JSON.stringify(project));
  npm(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error');
  return folder;
}

function npm(cwd: string, ...words: string[]): string {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  const done = spawnSync('npm', words, { cwd, env, encoding: 'utf8' });
  if (done.status === 0) return done.stdout;
  throw new Error(`npm ${words.join(' ')}: ${done.stdout}${done.stderr}`);
}

/** The smiling face of the camera's film, as a picture. */
function writeFace(folder: string): void {
  const { greys, widthPx, heightPx } = readFilm('one');
  const png = new PNG({ width: widthPx, height: heightPx });
  greys.forEach((grey, at) => {
    png.data.set([grey, grey, grey, 255], 4 * at);
  });
  writeFileSync(join(folder, 'face.png'), PNG.sync.write(png));
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
};

async function serve(
  { built, scripts = '', workers = '' }: Host,
  project: string,
): Promise<{ server: Server; url: string }> {
  const folder = join(project, built);
  const policy =
    `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${scripts}; ` +
    `worker-src 'self' ${workers}`;
  const server = createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    const file = join(folder, path === '/' ? 'index.html' : path);
    if (existsSync(file)) {
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      const headers = { 'Content-Type': type, 'Content-Security-Policy': policy };
      response.writeHead(200, headers).end(readFileSync(file));
    } else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://localhost:${port}/` };
}
