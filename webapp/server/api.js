import { request as startRequest } from 'node:http';

/** The environment's variable with the address that /api is passed on to. */
export const API_VARIABLE = 'MIEN_API';

/**
 * What stands behind firebase.json's rewrites to functions: the functions on this machine, if they
 * run (functions/development/serve.py), else an answer that says that there are none.
 *
 * @param {string | undefined} address such as http://127.0.0.1:5050
 * @returns {import('node:http').RequestListener}
 */
export function createApiHandler(address) {
  return (request, response) => {
    if (address === undefined || address === '') {
      // As functions/main.py has it, so that the page says that this copy takes none.
      refuse(response, 404, 'Contributions are not set up on this server.');
      request.resume();
      return;
    }
    const target = new URL(request.url ?? '/', address);
    const passedOn = startRequest(
      target,
      { method: request.method, headers: { ...request.headers, host: target.host } },
      (answer) => {
        for (const [name, value] of Object.entries(answer.headers)) {
          if (value !== undefined) response.setHeader(name, value);
        }
        response.statusCode = answer.statusCode ?? 502;
        answer.pipe(response);
      },
    );
    passedOn.on('error', () => {
      refuse(response, 503, 'The server for contributions does not answer.');
    });
    request.pipe(passedOn);
  };
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
