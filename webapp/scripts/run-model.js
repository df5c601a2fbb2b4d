/**
 * Runs an exported model in TF.js, through the page's own loader and runtime:
 *
 *     node scripts/run-model.js FOLDER < rows.bin > answer.bin
 *     node scripts/run-model.js FOLDER --in chromium < rows.bin > answer.bin
 *
 * Reads the input as float32 (little endian), row after row. Writes one line of JSON,
 * {backend, outputs: [{name, rowShape}]}, then each output's float32 values for all rows. Exits
 * with 2 and one sentence if the folder is no exported model, its graph cannot be run, or the
 * browser is missing.
 */
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

// Vite turns the page's TypeScript, which Node 20 does not run, into modules.
const vite = await createServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
try {
  /** @type {import('./runModel/main')} */
  const { main } = await loadModule('/scripts/runModel/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} finally {
  await vite.close();
}

/**
 * @template T
 * @param {string} path
 * @returns {Promise<T>}
 */
function loadModule(path) {
  return /** @type {Promise<T>} */ (vite.ssrLoadModule(path));
}
