import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FramesJob } from './page';
import { runInPage } from './runInPage';

/** Runs the command of read-frames.js; returns its exit code. */
export async function main([folder]: string[]): Promise<number> {
  const script = { entry: '../readFrames/page.ts', ready: 'readFrames' };
  return runInPage(folder, 'frames.json', script, (page) => {
    const job = JSON.parse(readFileSync(join(folder ?? '', 'frames.json'), 'utf8')) as FramesJob;
    return page.evaluate((each) => globalThis.readFrames(each), job);
  });
}
