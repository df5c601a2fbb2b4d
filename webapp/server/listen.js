import { StartError } from './startError.js';

/**
 * Resolves when the server listens.
 *
 * @param {import('node:net').Server} server
 * @param {number} port
 * @param {string} host
 * @returns {Promise<void>}
 * @throws {StartError} if the port is taken or forbidden.
 */
export function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new StartError(`Port ${port} is taken; choose another, as in PORT=5050 make start.`),
        );
      } else if (error.code === 'EACCES') {
        reject(new StartError(`Port ${port} needs more rights; choose one from 1024 up.`));
      } else {
        reject(error);
      }
    });
    server.listen(port, host, () => {
      resolve();
    });
  });
}
