import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInPage } from '../readFrames/runInPage';
import type { FilmJob } from './page';

/** Runs the command of read-films.js; returns its exit code. */
export async function main([folder]: string[]): Promise<number> {
  return runInPage(
    folder,
    'films.json',
    { entry: '../readFilms/page.ts', ready: 'readFilms' },
    (page) => {
      const jobs = JSON.parse(readFileSync(join(folder ?? '', 'films.json'), 'utf8')) as FilmJob[];
      return page.evaluate((each) => globalThis.readFilms(each), jobs);
    },
  );
}
