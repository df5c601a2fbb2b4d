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
