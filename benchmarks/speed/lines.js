import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.js';
import { serve } from './server.js';
import { SpeedError } from './speedError.js';

/** By contender, the file in pages/tasks with a live label as its maker's guide has it. */
const TASKS = { 'mien-stream': 'mien', 'face-api': 'faceApi', human: 'human' };

const LONGEST_MS = 60_000;

/**
 * Lines of the script that names the expression of the face before a camera, in a page that shows it
 * already: with the library's own back end, what the task does not need switched off, as Prettier
 * leaves them, blank ones not counted. Each is run and must name one.
 *
 * @param {Readonly<Record<string, string>>} mounts
 * @param {string} film that the fake camera shows
 * @throws {SpeedError} if one names none.
 */
export async function countLines(mounts, film) {
  const server = await serve(mounts);
  const browser = await launch([
    // What peers compute on unless asked otherwise; here without a GPU.
    '--enable-unsafe-swiftshader',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ]);
  try {
    const counted = [];
    for (const [id, task] of Object.entries(TASKS)) {
      const page = await browser.newPage();
      await page.goto(`${server.url}/task.html?${task}`);
      const label = page.locator('output:has-text("happy")');
      await label.waitFor({ timeout: LONGEST_MS }).catch(() => {
        throw new SpeedError(`expected pages/tasks/${task}.js to read happy, got nothing in 60 s`);
      });
      await page.close();
      counted.push({ id, lines: linesOf(task) });
    }
    return counted;
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param {string} task */
function linesOf(task) {
  const file = fileURLToPath(new URL(`pages/tasks/${task}.js`, import.meta.url));
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}
