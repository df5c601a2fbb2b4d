/**
 * Serves the built package on this machine, with the pages of its examples/:
 *
 *     npm run example                builds the package, then serves http://localhost:5080
 *     PORT=8080 npm run example
 *
 * With the headers that docs/embedding.md asks for. Exits with 2 and one sentence if it cannot.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const READER = fileURLToPath(new URL('../dist-package/reader', import.meta.url));
const START = '/examples/';

/** Paths within the package. */
const SERVED = /^\/([\w-]+\/)*([\w-]+(\.[\w-]+)+)?$/;

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

const HEADERS = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; media-src blob:; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'none'",
  'Permissions-Policy': 'camera=(self), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

if (!existsSync(join(READER, 'index.js'))) {
  console.error(
    'expected the built package in dist-package/, got none; run npm run build:package first',
  );
  process.exit(2);
}
const server = createServer((request, response) => {
  void answer(request.url ?? '/', response);
});
server.once('error', (error) => {
  console.error(`expected a free port, got: ${error.message}; choose another, as in PORT=5081`);
  process.exitCode = 2;
});
server.listen(Number(process.env['PORT'] ?? 5080), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  console.log(`The examples are at http://localhost:${port}${START}\nStop it with Ctrl-C.`);
});

/**
 * @param {string} url
 * @param {import('node:http').ServerResponse} response
 */
async function answer(url, response) {
  const [path = '/'] = url.split('?');
  if (path === '/') {
    response.writeHead(302, { ...HEADERS, Location: START }).end();
    return;
  }
  const file = path.endsWith('/') ? `${path}index.html` : path;
  try {
    if (!SERVED.test(path)) throw new Error('expected a path of the package');
    const body = await readFile(join(READER, file));
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...HEADERS, 'Content-Type': type }).end(body);
  } catch {
    response.writeHead(404, { ...HEADERS, 'Content-Type': 'text/plain' }).end('Not found\n');
  }
}
