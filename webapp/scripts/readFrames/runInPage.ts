import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { BrowserError, inChromium } from '../runModel/chromiumPage';

const MODELS = fileURLToPath(new URL('../../public/models/', import.meta.url));

/**
 * Writes what a page says of a folder's files, which lie below /frames, beside the models; returns
 * the exit code.
 *
 * @param listed the file in the folder that says what is asked
 */
export async function runInPage(
  folder: string | undefined,
  listed: string,
  script: { readonly entry: string; readonly ready: string },
  ask: (page: Page) => Promise<unknown>,
): Promise<number> {
  if (folder === undefined) {
    console.error(`expected a folder with ${listed}, got none`);
    return 2;
  }
  const files = new Map([...filesBelow(MODELS, '/models'), ...filesBelow(folder, '/frames')]);
  try {
    process.stdout.write(`${JSON.stringify(await inChromium({ ...script, files }, ask))}\n`);
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
