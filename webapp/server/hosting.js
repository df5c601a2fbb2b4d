import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import superstatic from 'superstatic/lib/superstatic.js';
import { API_VARIABLE, createApiHandler } from './api.js';
import { StartError } from './startError.js';

/** The folder with firebase.json. */
export const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * A request handler that serves a folder with the headers, caching and 404s of firebase.json, by
 * superstatic, the engine of Firebase's own emulator. Requests to functions go to `api`.
 *
 * Known differences from production: superstatic sends no 304 and serves what `ignore` leaves out.
 *
 * @param {string} [publicFolder] served in place of firebase.json's, relative to the repository
 * @param {string} [api] address of the functions on this machine; MIEN_API's by default
 * @returns {import('node:http').RequestListener}
 * @throws {StartError} if there is nothing built to serve.
 */
export function createHostingHandler(publicFolder, api = process.env[API_VARIABLE]) {
  const hosting = readHosting();
  const folder = publicFolder ?? hosting.public;
  if (!existsSync(join(REPOSITORY, folder, 'index.html'))) {
    throw new StartError(`${folder} holds no built page; run npm run build in webapp first.`);
  }
  const answerApi = createApiHandler(api);
  const serve = superstatic({
    cwd: REPOSITORY,
    config: { ...hosting, public: folder },
    compression: true,
    rewriters: { function: () => Promise.resolve(answerApi) },
    fallthrough: false,
    stack: 'strict',
  });
  return (request, response) => {
    serve(request, response, (error) => {
      if (error !== undefined) console.error(error);
      response.writeHead(error === undefined ? 404 : 500, { 'content-type': 'text/plain' });
      response.end(error === undefined ? 'Not found\n' : 'Server error\n');
    });
  };
}

/** @returns {{ public: string }} the hosting block of firebase.json */
function readHosting() {
  /** @type {unknown} */
  const firebase = JSON.parse(readFileSync(join(REPOSITORY, 'firebase.json'), 'utf8'));
  if (isRecord(firebase) && isRecord(firebase['hosting'])) {
    const { hosting } = firebase;
    if (typeof hosting['public'] === 'string') return { ...hosting, public: hosting['public'] };
  }
  throw new StartError('firebase.json has no hosting block with a public folder.');
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
