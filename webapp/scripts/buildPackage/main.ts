import { rmSync } from 'node:fs';
import { bundle } from './bundle';
import { writeAccurate, writeReader } from './packageFiles';
import { PACKAGES } from './paths';
import { overParcelBudget } from './size';

/** Runs the command of build-package.js; returns its exit code. */
export async function main(): Promise<number> {
  rmSync(PACKAGES, { recursive: true, force: true });
  const folders = await bundle();
  writeReader(folders);
  writeAccurate();
  const over = overParcelBudget();
  for (const sentence of over) console.error(sentence);
  return over.length > 0 ? 1 : 0;
}
