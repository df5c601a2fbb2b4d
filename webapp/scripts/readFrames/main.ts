import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inChromium } from '../runModel/chromiumPage';
import type { FramesJob } from './page';

const MODELS = fileURLToPath(new URL('../../public/models/', import.meta.url));

/** Runs the command of read-frames.js; returns its exit code. */
export async function main(argv: string[]): Promise<number> {
  const [folder] = argv;
  if (folder === undefined) {
    console.error('usage: read-frames.js FOLDER > readings.json');
    return 2;
  }
  const job = JSON.parse(readFileSync(join(folder, 'frames.json'), 'utf8')) as FramesJob;
  const files = new Map([...under(MODELS, '/models'), ...under(folder, '/frames')]);
  const readings = await inChromium(
    { entry: '../readFrames/page.ts', ready: 'readFrames', files },
    (page) => argv[1] === 'look' ? page.evaluate((each) => globalThis.lookAt(each), job.frames[0]!.file) : page.evaluate((each) => globalThis.readFrames(each), job),
  );
  process.stdout.write(`${JSON.stringify(readings)}\n`);
  return 0;
}

/** The files below a folder, by their path in the page. */
function under(folder: string, path: string): [string, Buffer][] {
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    return statSync(file).isDirectory()
      ? under(file, `${path}/${name}`)
      : [[`${path}/${name}`, readFileSync(file)]];
  });
}
