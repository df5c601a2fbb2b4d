/**
 * Reads 2,000 pictures and a video of an hour in the built page, and measures its memory meanwhile:
 *
 *     npm run build
 *     npm run study-memory
 *     npm run study-memory -- --photos 200 --minutes 6 --out memory.json
 *     npm run study-memory -- --files FOLDER       what tests/long_study.py drew before
 *
 * After the browser has collected garbage: the page's JavaScript heap, and what all processes of the
 * browser take together, of their own and shared (PSS of Linux): the page's list, the worker's
 * networks, the decoder, and the rows that are put away.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../server/hosting.js';
import { StartError } from '../server/startError.js';
import { launchWithFilm } from './builtPage/browser.js';
import { withBuiltPage } from './builtPage/serve.js';

/**
 * Shares of the work after which memory is measured: 100, 1,000 and 2,000 pictures; 1, 30 and 60
 * minutes. Just before the end, at which the page closes its worker.
 */
const PHOTO_MARKS = [1 / 20, 1 / 2, 0.995];
const VIDEO_MARKS = [1 / 60, 1 / 2, 0.995];
const LOOK_MS = 100;

/** @typedef {{ what: string, read: number, heapMB: number, ownMB: number,
 *   sharedMB: number }} Reading */

try {
  await main();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function main() {
  const { values } = parseArgs({
    options: {
      photos: { type: 'string', default: '2000' },
      minutes: { type: 'string', default: '60' },
      files: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const [photos, minutes] = [
    numberOf('photos', values.photos),
    numberOf('minutes', values.minutes),
  ];
  const scratch = mkdtempSync(join(tmpdir(), 'study-'));
  const folder = values.files ?? scratch;
  try {
    if (values.files === undefined) draw(scratch, photos, minutes);
    /** @type {Reading[]} */
    const readings = [];
    const parts = /** @type {const} */ ([
      ['pictures', 'photos', photos, PHOTO_MARKS],
      ['minutes', 'film', minutes, VIDEO_MARKS],
    ]);
    for (const [what, name, count, marks] of parts) {
      const measured = await withBuiltPage((url) => watch(url, join(folder, name), marks));
      for (const { share, ...memory } of measured) {
        readings.push({ what, read: Math.round(share * count * 10) / 10, ...memory });
      }
    }
    console.table(readings);
    if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(readings)}\n`);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/**
 * @param {string} folder
 * @param {number} photos
 * @param {number} minutes
 */
function draw(folder, photos, minutes) {
  const python = process.env['PYTHON'] ?? join(REPOSITORY, '.venv/bin/python');
  const args = ['tests/long_study.py', folder, String(photos), String(minutes)];
  const { status, stderr } = spawnSync(python, args, { cwd: REPOSITORY, encoding: 'utf8' });
  if (status === 0) return;
  throw new StartError(
    `expected ${python} to draw pictures and a video, got: ${stderr}; set PYTHON to one that can.`,
  );
}

/**
 * Reads all of a file or folder; measures when the shares `marks` of it are read.
 *
 * @param {string} url
 * @param {string} path
 * @param {readonly number[]} marks
 * @returns {Promise<{ share: number, heapMB: number, ownMB: number, sharedMB: number }[]>}
 */
async function watch(url, path, marks) {
  const browser = await launchWithFilm('one');
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(120_000);
    const devtools = await page.context().newCDPSession(page);
    const machine = await browser.newBrowserCDPSession();
    await page.goto(url);
    await page.locator('.notice .button-primary').waitFor();
    for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
      const data = { items: [], files: [path], dragOperationsMask: 1 };
      await devtools.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
    }
    await page.locator('.study-row').first().waitFor();
    // Once a second.
    await page.locator('.study-options .setting-options .choice:last-child').click();
    await page.locator('.study-actions .button-primary').click();
    const readings = [];
    for (const mark of marks) {
      let share = 0;
      while (share < mark) {
        await page.waitForTimeout(LOOK_MS);
        share = await shareOf(page);
      }
      readings.push({ share, ...(await memoryOf(devtools, machine)) });
      console.log(JSON.stringify(readings.at(-1)));
    }
    return readings;
  } finally {
    await browser.close();
  }
}

/**
 * How much has been read, 0 to 1, as the page's bar shows it.
 *
 * @param {import('@playwright/test').Page} page
 */
async function shareOf(page) {
  const style = await page.locator('.study-bar span').getAttribute('style');
  return Number(/scaleX\(([\d.]+)\)/.exec(style ?? '')?.[1] ?? 0);
}

/**
 * @param {import('@playwright/test').CDPSession} devtools of the page
 * @param {import('@playwright/test').CDPSession} machine of the browser
 */
async function memoryOf(devtools, machine) {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const { processInfo } = await machine.send('SystemInfo.getProcessInfo');
  const rollups = processInfo.map(({ id }) => {
    const path = `/proc/${id}/smaps_rollup`;
    // One that the browser no longer needs may have ended since.
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  });
  const megabytes = (/** @type {string} */ kind) => {
    const kB = rollups.map((rollup) =>
      Number(new RegExp(`^${kind}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1] ?? 0),
    );
    return Math.round(kB.reduce((sum, each) => sum + each, 0) * 1.024e-3);
  };
  return {
    heapMB: Math.round(usedSize / 1e4) / 100,
    ownMB: megabytes('Pss_Anon'),
    sharedMB: megabytes('Pss_Shmem'),
  };
}

/**
 * @param {string} name
 * @param {string} text
 * @throws {StartError} if it is no whole number above 0
 */
function numberOf(name, text) {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new StartError(`--${name}: expected a whole number above 0, got ${text}`);
}
