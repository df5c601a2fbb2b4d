import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { renderUnicodeCompact } from 'uqr';
import { certificateFor } from './certificate.js';
import { createHostingHandler, REPOSITORY } from './hosting.js';
import { lanAddresses } from './lanAddresses.js';
import { listen } from './listen.js';
import { StartError } from './startError.js';

const WEBAPP = join(REPOSITORY, 'webapp');
const CERTIFICATE = join(WEBAPP, 'node_modules/.cache/mien/lan-certificate.pem');

/**
 * Builds unless told not to, serves http on localhost and https on the network, and says where.
 *
 * @param {readonly string[]} options `--no-build` serves what was built before
 * @param {NodeJS.ProcessEnv} environment PORT is http's; https takes the next one
 * @throws {StartError}
 */
export async function run(options, environment) {
  const port = parsePort(environment['PORT'] ?? '5000');
  if (!options.includes('--no-build')) await build();
  const handler = createHostingHandler();
  await listen(createServer(handler), port, '127.0.0.1');
  console.log(`\nMien is at http://localhost:${port}\n`);
  await serveLan(handler, port + 1);
  console.log('Stop it with Ctrl-C.');
}

/**
 * @param {string} text
 * @throws {StartError}
 */
function parsePort(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_534) return port;
  throw new StartError(`PORT must be a whole number from 1 to 65534, and it is "${text}".`);
}

async function build() {
  const vite = await import('vite');
  await vite.build({ root: WEBAPP, configFile: join(WEBAPP, 'vite.config.ts'), logLevel: 'warn' });
}

/**
 * @param {import('node:http').RequestListener} handler
 * @param {number} port
 */
async function serveLan(handler, port) {
  const addresses = lanAddresses();
  const [first, ...others] = addresses;
  if (first === undefined) {
    console.log('This machine is on no network, so there is no address for phones.\n');
    return;
  }
  try {
    const server = createTlsServer(await certificateFor(CERTIFICATE, addresses), handler);
    await listen(server, port, '0.0.0.0');
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.log(`No address for phones: ${error.message}\n`);
    return;
  }
  const url = `https://${first}:${port}`;
  console.log(`On a phone on the same network: ${url}`);
  console.log('The phone warns about the self-signed certificate; continue to the page anyway.');
  for (const address of others) console.log(`If that does not answer: https://${address}:${port}`);
  console.log(renderUnicodeCompact(url, { border: 2 }));
}
