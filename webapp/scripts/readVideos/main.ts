import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInPage } from '../readFrames/runInPage';
import type { VideoJob } from './page';

/** Runs the command of read-videos.js; returns its exit code. */
export async function main([folder]: string[]): Promise<number> {
  return runInPage(
    folder,
    'videos.json',
    { entry: '../readVideos/page.ts', ready: 'readVideos' },
    (page) => {
      const jobs = JSON.parse(
        readFileSync(join(folder ?? '', 'videos.json'), 'utf8'),
      ) as VideoJob[];
      return page.evaluate((each) => globalThis.readVideos(each), jobs);
    },
  );
}
