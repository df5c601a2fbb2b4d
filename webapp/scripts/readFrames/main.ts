import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrowserError, inChromium } from '../runModel/chromiumPage';
import type { FramesJob } from './page';

const MODELS = fileURLToPath(new URL('../../public/models/', import.meta.url));

/** Runs the command of read-frames.js; returns its exit code. */
export async function main([folder]: string[]): Promise<number> {
  if (folder === undefined) {
    console.error('expected a folder with frames.json; usage: read-frames.js FOLDER');
    return 2;
  }
  const job = JSON.parse(readFileSync(join(folder, 'frames.json'), 'utf8')) as FramesJob;
  const files = new Map([...filesBelow(MODELS, '/models'), ...filesBelow(folder, '/frames')]);
  try {
    const readings = await inChromium(
      { entry: '../readFrames/page.ts', ready: 'readFrames', files },
      (page) => page.evaluate((each) => globalThis.readFrames(each), job),
    );
    process.stdout.write(`${JSON.stringify(readings)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof BrowserError)) throw error;
    console.error(error.message);
    return 2;
  }
}

/** The files below a folder, by their path in the page. */
function filesBelow(folder: string, path: string): [string, Buffer][] {
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    return statSync(file).isDirectory()
      ? filesBelow(file, `${path}/${name}`)
      : [[`${path}/${name}`, readFileSync(file)]];
  });
}
