import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from 'vite';

/** The part with which pictures are given, as Vite's manifest calls it. */
const GIVING = 'src/components/giving/GivingPart.tsx';

/** Built files by when the page loads them, as paths like `assets/x.js`. */
export interface Parts {
  /** Scripts, styles and assets that no first reading waits for. */
  readonly later: ReadonlySet<string>;
  /** Those among them that only the part with which pictures are given needs, sorted. */
  readonly giving: readonly string[];
}

/**
 * The parts of a built page, by Vite's manifest (`build.manifest`) below its folder.
 *
 * @throws Error if there is no manifest, or none of a page with that part
 */
export function readParts(folder: string): Parts {
  return partsOf(JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest);
}

/** @throws Error if the manifest names no page, or not the part with which pictures are given */
export function partsOf(manifest: Manifest): Parts {
  const keys = Object.keys(manifest);
  const entries = keys.filter((key) => manifest[key]?.isEntry === true);
  if (entries.length === 0 || !(GIVING in manifest)) {
    throw new Error(`expected a manifest with an entry and ${GIVING}, got ${keys.join(', ')}`);
  }
  const otherParts = keys.filter((key) => manifest[key]?.isDynamicEntry === true && key !== GIVING);
  const beginning = filesOf(manifest, entries);
  const later = [...filesOf(manifest, keys)].filter((file) => !beginning.has(file));
  const ofGiving = filesOf(manifest, [GIVING]);
  const ofOthers = filesOf(manifest, otherParts);
  return {
    later: new Set(later),
    giving: later.filter((file) => ofGiving.has(file) && !ofOthers.has(file)).toSorted(),
  };
}

/** The files of chunks and of what these import from the start. */
function filesOf(manifest: Manifest, keys: readonly string[]): Set<string> {
  const seen = new Set(keys);
  const files = new Set<string>();
  // A set that grows while it is walked is walked to its new end.
  for (const key of seen) {
    const { file, css = [], assets = [], imports = [] } = manifest[key] ?? {};
    for (const each of [file, ...css, ...assets]) if (each !== undefined) files.add(each);
    for (const each of imports) seen.add(each);
  }
  return files;
}
