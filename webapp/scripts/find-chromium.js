/**
 * Prints the path of a Chromium: $CHROMIUM, then one on the PATH, then Playwright's own.
 *
 *     node scripts/find-chromium.js
 *
 * Installs nothing. Exits with 2 and one sentence if there is none.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @returns {string | undefined} */
function onPath() {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  return folders
    .flatMap((folder) => NAMES.flatMap((name) => endings.map((end) => join(folder, name + end))))
    .find((path) => existsSync(path));
}

/** @returns {Promise<string | undefined>} */
async function playwrights() {
  try {
    const { chromium } = await import('@playwright/test');
    const path = chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

const named = process.env['CHROMIUM'];
const found = named === undefined || named === '' ? (onPath() ?? (await playwrights())) : named;
if (found !== undefined && existsSync(found)) {
  console.log(found);
} else {
  console.error(
    found === undefined
      ? 'expected a Chromium, found none; install one (apt-get install chromium, or npx ' +
          'playwright install chromium in webapp/) or set CHROMIUM to its path'
      : `expected CHROMIUM to name a program, got ${found}; set it to the path of a Chromium`,
  );
  process.exitCode = 2;
}
