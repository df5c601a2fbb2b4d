import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * @typedef {object} Network
 * @property {number} bytesPerMs that all connections share
 * @property {number} roundTripMs waited for by each request, and once more by each new connection
 */

/** @typedef {{ path: string, rawBytes: number, sentBytes: number }} Sent */

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript'],
  ['.mjs', 'text/javascript'],
  ['.css', 'text/css'],
  ['.json', 'application/json'],
  ['.webmanifest', 'application/manifest+json'],
  ['.wasm', 'application/wasm'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
]);

/** What firebase.json lets browsers keep. */
const HASHED = /^\/assets\/|\/models\/.+\.bin$/;

/** A slow network's packets; small ones share the line more evenly. */
const CHUNK_BYTES = 16_384;

/**
 * Serves folders on a free port of this machine. Each file is sent as it is or as `gzip -9` makes it,
 * whichever is smaller, as Firebase Hosting stores it; where a browser takes Brotli, Hosting may send
 * a little less.
 *
 * @param {Readonly<Record<string, string>>} mounts folders by the beginning of their addresses
 * @param {Network} [network] as fast as the machine if undefined
 */
export async function serve(mounts, network) {
  /** @type {Map<string, { body: Buffer, rawBytes: number, encoding: string }>} */
  const files = new Map();
  /** @type {Sent[]} */
  let sent = [];
  const line = network && shape(network);

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const name = find(mounts, path);
    if (name === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
      return;
    }
    const file = files.get(name) ?? pack(name);
    files.set(name, file);
    sent.push({ path, rawBytes: file.rawBytes, sentBytes: file.body.length });
    response.writeHead(200, {
      'content-type': TYPES.get(extname(name)) ?? 'application/octet-stream',
      'content-length': file.body.length,
      'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(file.encoding === '' ? {} : { 'content-encoding': file.encoding }),
    });
    if (line === undefined) response.end(file.body);
    else void line(request.socket, response, file.body);
  });
  await new Promise((started, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      started(undefined);
    });
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://localhost:${port}`,
    /** @returns what was sent since the last call */
    takeSent() {
      const taken = sent;
      sent = [];
      return taken;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * @param {Readonly<Record<string, string>>} mounts
 * @param {string} path
 * @returns {string | undefined} a file's name
 */
function find(mounts, path) {
  for (const [start, folder] of Object.entries(mounts)) {
    if (!path.startsWith(start)) continue;
    const rest = path.slice(start.length);
    const name = resolve(folder, rest === '' ? 'index.html' : rest);
    const isInside = name.startsWith(resolve(folder) + sep);
    if (isInside && statSync(name, { throwIfNoEntry: false })?.isFile() === true) return name;
  }
  return undefined;
}

/** @param {string} name */
function pack(name) {
  const raw = readFileSync(name);
  const zipped = gzipSync(raw, { level: 9 });
  return zipped.length < raw.length
    ? { body: zipped, rawBytes: raw.length, encoding: 'gzip' }
    : { body: raw, rawBytes: raw.length, encoding: '' };
}

/** @param {Network} network */
function shape({ bytesPerMs, roundTripMs }) {
  let freeAtMs = 0;
  /** @type {WeakSet<import('node:net').Socket>} */
  const known = new WeakSet();
  /**
   * @param {import('node:net').Socket} socket
   * @param {import('node:http').ServerResponse} response
   * @param {Buffer} body
   */
  return async (socket, response, body) => {
    await wait(known.has(socket) ? roundTripMs : 2 * roundTripMs);
    known.add(socket);
    for (let start = 0; start < body.length; start += CHUNK_BYTES) {
      const chunk = body.subarray(start, start + CHUNK_BYTES);
      freeAtMs = Math.max(freeAtMs, performance.now()) + chunk.length / bytesPerMs;
      await wait(freeAtMs - performance.now());
      response.write(chunk);
    }
    response.end();
  };
}

/** @param {number} ms */
function wait(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
