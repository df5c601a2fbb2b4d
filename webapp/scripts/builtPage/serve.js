import { createServer } from 'node:http';
import { createHostingHandler } from '../../server/hosting.js';
import { listen } from '../../server/listen.js';

/**
 * Serves the built page on a free port while something is done with it.
 *
 * @template Result
 * @param {(url: string) => Promise<Result>} work
 * @returns {Promise<Result>}
 * @throws {import('../../server/startError.js').StartError} if no page was built.
 */
export async function withBuiltPage(work) {
  const server = createServer(createHostingHandler());
  await listen(server, 0, '127.0.0.1');
  try {
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    return await work(`http://localhost:${port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
