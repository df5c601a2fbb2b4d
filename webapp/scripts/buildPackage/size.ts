import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { READER, WEBAPP } from './paths';

/** What a page never loads: what is for Node, and the worker again for where its file is lost. */
const NOT_LOADED = /^(node|parts\/(_packed_worker|refusals))\.js$/;

/** Bytes that are loaded until a first reading with the default model, compressed. */
export function loadedBytes(): number {
  return readdirSync(READER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js') && !NOT_LOADED.test(path))
    .map((path) => gzipSync(readFileSync(join(READER, path)), { level: 9 }).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** Bytes of the parcel that npm carries. */
export function parcelBytes(folder = READER): number {
  const told = execFileSync('npm', ['pack', '--dry-run', '--json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const [parcel] = JSON.parse(told) as { size: number }[];
  return parcel?.size ?? Infinity;
}

/** A sentence for each of both of which there is more than package-budget.json allows. */
export function overParcelBudget(): string[] {
  const budget = JSON.parse(readFileSync(join(WEBAPP, 'package-budget.json'), 'utf8')) as Record<
    'parcel' | 'loaded',
    number
  >;
  const spent = { parcel: parcelBytes(), loaded: loadedBytes() };
  return (['parcel', 'loaded'] as const)
    .filter((kind) => spent[kind] > budget[kind])
    .map((kind) => `expected at most ${budget[kind]} bytes ${kind}, got ${spent[kind]}`);
}
