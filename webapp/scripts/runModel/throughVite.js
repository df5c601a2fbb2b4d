import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

/**
 * Ends the process with what `main` of a TypeScript module returns. Vite turns the page's
 * TypeScript, which Node 20 does not run, into modules.
 *
 * @param {string} path of the module, from webapp/
 */
export async function runMain(path) {
  const vite = await createServer({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    /** @type {{ main: (argv: string[]) => Promise<number> }} */
    const { main } = await loadModule(vite, path);
    process.exitCode = await main(process.argv.slice(2));
  } finally {
    await vite.close();
  }
}

/**
 * @template T
 * @param {import('vite').ViteDevServer} vite
 * @param {string} path
 * @returns {Promise<T>}
 */
function loadModule(vite, path) {
  return /** @type {Promise<T>} */ (vite.ssrLoadModule(path));
}
