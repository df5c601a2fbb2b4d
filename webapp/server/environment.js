import { fileURLToPath } from 'node:url';
import { StartError } from './startError.js';

/** Vite 8 needs it. */
const OLDEST = [20, 19];

/**
 * Refuses versions of Node that are too old.
 *
 * @param {string} version such as '20.19.0'
 * @throws {StartError}
 */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new StartError(`Mien needs Node ${OLDEST.join('.')} or newer, and this is ${version}.`);
}

/**
 * What `load` imports; names the package that is missing where npm ci was not run, or not to its
 * end.
 *
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 * @throws {StartError}
 */
export async function withPackages(load) {
  try {
    return await load();
  } catch (error) {
    const missing = missingPackage(error);
    if (missing === undefined) throw error;
    throw new StartError(
      `expected the packages of webapp/package-lock.json, got no whole ${missing}; run ` +
        'npm ci --prefix webapp',
    );
  }
}

/**
 * @param {unknown} error of an import
 * @returns {string | undefined}
 */
function missingPackage(error) {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') return undefined;
  const named =
    /Cannot find package '(?!.*[/\\]node_modules[/\\])([^']+)'/.exec(error.message) ??
    /[/\\]node_modules[/\\]((?:@[^/\\']+[/\\])?[^/\\']+)/.exec(error.message);
  return named?.[1];
}

// `node server/environment.js` is what the Makefile asks before it installs packages.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    requireNode(process.versions.node);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
