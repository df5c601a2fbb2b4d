import { request as startRequest } from 'node:http';
import { pipeline } from 'node:stream';
import { StartError } from './startError.js';

/** The environment's variable with the address that /api is passed on to. */
export const API_VARIABLE = 'MIEN_API';

/**
 * All that is passed on, as it stands in the request line: the endpoint, its token, a receipt. What
 * is not written like this could mean another path to whoever reads it next.
 */
const PASSED_ON = /^\/api\/contributions(?:\/(?:[\w-]|%20)*)?$/;

/**
 * What stands behind firebase.json's rewrites to functions: the functions on this machine, if they
 * run (functions/development/serve.py), else an answer that says that there are none.
 *
 * @param {string | undefined} address such as http://127.0.0.1:5050; its path does not matter
 * @returns {import('node:http').RequestListener}
 * @throws {StartError} for what is no address of an http server
 */
export function createApiHandler(address) {
  const target = address === undefined || address === '' ? undefined : parseTarget(address);
  return (request, response) => {
    const { url = '', method, headers, socket } = request;
    if (target === undefined || !PASSED_ON.test(url)) {
      // As functions/main.py has it, so that the page says that this copy takes none.
      refuse(response, 404, 'Contributions are not set up on this server.');
      request.resume();
      return;
    }
    const { hostname, port } = target;
    const passedOn = startRequest(
      {
        hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
        port,
        path: url,
        method,
        headers: {
          ...headers,
          host: target.host,
          // As Firebase Hosting tells which site was asked, and Google's front end by whom.
          'x-forwarded-host': headers.host,
          'x-forwarded-for': [headers['x-forwarded-for'], socket.remoteAddress].join(', '),
        },
      },
      (answer) => {
        for (const [name, value] of Object.entries(answer.headers)) {
          if (value !== undefined) response.setHeader(name, value);
        }
        response.statusCode = answer.statusCode ?? 502;
        // Whichever side breaks off, the other is told.
        pipeline(answer, response, () => undefined);
      },
    );
    pipeline(request, passedOn, (error) => {
      if (error) refuse(response, 503, 'The server for contributions does not answer.');
    });
    passedOn.on('error', () => {
      refuse(response, 503, 'The server for contributions does not answer.');
    });
  };
}

/** @param {string} address */
function parseTarget(address) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'http:') return url;
  throw new StartError(
    `${API_VARIABLE} must be an address such as http://127.0.0.1:5050, and it is "${address}".`,
  );
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} sentence
 */
function refuse(response, status, sentence) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ error: sentence }));
}
