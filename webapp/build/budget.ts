import { readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { readParts } from './parts.ts';
import { listFiles } from './precache.ts';

/** Bytes by kind of file, as they are sent. */
export type BytesByKind = Readonly<Record<string, number>>;

/** Not in the way of a first reading: for later, or what a browser takes instead of what counts. */
const FOR_LATER = /^(licences\.txt|privacy\..+|icon-.+|assets\/kernels-relaxed-.+)$/;

const KINDS: Readonly<Record<string, string>> = { '.js': 'js', '.wasm': 'wasm', '.css': 'css' };

/**
 * Fails a build whose first visit sends more than budget.json allows. One for a folder of a site
 * (`--base`) names that folder in each address, and is not measured.
 */
export function keepBudget(): Plugin {
  let root = '';
  let folder = '';
  let base = '';
  return {
    name: 'keep-budget',
    apply: 'build',
    configResolved(config) {
      ({ root, base } = config);
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      if (base !== '/') return;
      const spent = firstVisitBytes(folder);
      const over = overBudget(spent, readBudget(join(root, 'budget.json')));
      if (over.length > 0)
        throw new Error(
          `${over.join('; ')}. Make it smaller, or allow more in webapp/budget.json.`,
        );
    },
  };
}

/** What a built page sends until the first reading with the default model, all included in `total`. */
export function firstVisitBytes(folder: string): BytesByKind {
  const bytes: Record<string, number> = { total: 0 };
  const { later } = readParts(folder);
  for (const { url } of listFiles(folder)) {
    if (FOR_LATER.test(url) || later.has(url)) continue;
    const kind = url.startsWith('models/') ? 'models' : (KINDS[extname(url)] ?? 'other');
    const sent = sentBytes(join(folder, url));
    bytes[kind] = (bytes[kind] ?? 0) + sent;
    bytes['total'] = (bytes['total'] ?? 0) + sent;
  }
  return bytes;
}

/** One sentence for each kind of which there is more than allowed. */
export function overBudget(spent: BytesByKind, budget: BytesByKind): string[] {
  return Object.entries(spent)
    .filter(([kind, bytes]) => bytes > (budget[kind] ?? 0))
    .map(([kind, bytes]) => `expected at most ${budget[kind] ?? 0} bytes of ${kind}, got ${bytes}`);
}

/** The smaller of the file and its `gzip -9`, which is what Firebase Hosting stores. */
function sentBytes(path: string): number {
  const raw = readFileSync(path);
  return Math.min(raw.length, gzipSync(raw, { level: 9 }).length);
}

/** @throws Error if the file does not say how many bytes there may be. */
function readBudget(path: string): BytesByKind {
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const bytes: unknown =
    typeof json === 'object' && json !== null ? Reflect.get(json, 'firstVisitBytes') : undefined;
  if (isBytes(bytes)) return bytes;
  throw new Error(`expected ${path} to hold firstVisitBytes, numbers by kind`);
}

function isBytes(value: unknown): value is BytesByKind {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((each) => typeof each === 'number')
  );
}
