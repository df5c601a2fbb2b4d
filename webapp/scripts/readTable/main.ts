import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInPage } from '../readFrames/runInPage';
import type { TableJob } from './page';

/** Runs the command of read-table.js; returns its exit code. */
export async function main([folder]: string[]): Promise<number> {
  const script = { entry: '../readTable/page.ts', ready: 'readTable' };
  return runInPage(folder, 'table.json', script, (page) => {
    const job = JSON.parse(readFileSync(join(folder ?? '', 'table.json'), 'utf8')) as TableJob;
    return page.evaluate((each) => globalThis.readTable(each), job);
  });
}
