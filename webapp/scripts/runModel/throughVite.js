import { fileURLToPath } from 'node:url';
import { requireNode, withPackages } from '../../server/environment.js';
import { StartError } from '../../server/startError.js';

/**
 * Ends the process with what `main` of a TypeScript module returns, or with 2 and one sentence if
 * Node or a package is missing. Vite turns the page's TypeScript, which Node 20 does not run, into
 * modules.
 *
 * @param {string} path of the module, from webapp/
 */
export async function runMain(path) {
  try {
    requireNode(process.versions.node);
    process.exitCode = await withPackages(() => runThroughVite(path));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

/**
 * @param {string} path
 * @returns {Promise<number>}
 */
async function runThroughVite(path) {
  const { createServer } = await import('vite');
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
    return await main(process.argv.slice(2));
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
