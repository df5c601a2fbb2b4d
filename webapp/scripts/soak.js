/**
 * Runs the built page with its camera for a long time and watches its memory:
 *
 *     npm run build
 *     npm run soak                       ten minutes
 *     npm run soak -- --minutes 2 --out soak.json
 *
 * Every half minute, after the browser has collected garbage: the page's JavaScript heap, its nodes
 * and listeners, and the worker's tensors. Exits with 1 if the number of tensors changed or the rest
 * grew by more than its limit.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StartError } from '../server/startError.js';
import { launchWithFilm } from './builtPage/browser.js';
import { withBuiltPage } from './builtPage/serve.js';

const EVERY_MS = 30_000;
/**
 * The timeline holds 2 MB at most (src/state/timeline.ts), and a frame that leaks every time is 1 MB.
 * Listeners wait a moment for the garbage collector; a leak of one a frame is 20 a second.
 *
 * @type {readonly (readonly ['heapMB' | 'nodes' | 'listeners', number])[]}
 */
const MOST_GROWTH = [
  ['heapMB', 2],
  ['nodes', 20],
  ['listeners', 50],
];

/**
 * @typedef {{ minute: number, frames: number, tensors: number, heapMB: number, nodes: number,
 *   listeners: number }} Reading
 */

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '10' }, out: { type: 'string' } },
  });
  const count = Math.max(3, Math.ceil((Number(values.minutes) * 60_000) / EVERY_MS));
  const readings = await withBuiltPage((url) => watch(url, count));
  console.table(readings);
  const complaints = compare(readings);
  for (const complaint of complaints) console.error(complaint);
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(readings)}\n`);
  return complaints.length === 0 ? 0 : 1;
}

/**
 * @param {string} url
 * @param {number} count
 * @returns {Promise<Reading[]>}
 */
async function watch(url, count) {
  const browser = await launchWithFilm('one');
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    await page.goto(url);
    await page.locator('.button-primary').click();
    await page.locator('.reading[data-expression="happy"]').waitFor();
    /** @type {Reading[]} */
    const readings = [];
    for (let index = 1; index <= count; index += 1) {
      await page.waitForTimeout(EVERY_MS);
      await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const metric = (/** @type {string} */ name) =>
        metrics.find((each) => each.name === name)?.value ?? NaN;
      const panel = page.locator('.reading');
      readings.push({
        minute: (index * EVERY_MS) / 60_000,
        frames: Number(await panel.getAttribute('data-frames')),
        tensors: Number(await panel.getAttribute('data-tensors')),
        heapMB: Math.round(metric('JSHeapUsedSize') / 1e4) / 100,
        nodes: metric('Nodes'),
        listeners: metric('JSEventListeners'),
      });
      console.log(JSON.stringify(readings.at(-1)));
    }
    return readings;
  } finally {
    await browser.close();
  }
}

/**
 * What grew that should not have, by the medians of the first and the last third.
 *
 * @param {readonly Reading[]} readings
 * @returns {string[]}
 */
function compare(readings) {
  const third = Math.max(1, Math.floor((readings.length - 1) / 3));
  // The first reading belongs to warming up.
  const [early, late] = [readings.slice(1, 1 + third), readings.slice(-third)];
  const complaints = [];
  if (new Set(readings.slice(1).map(({ tensors }) => tensors)).size > 1) {
    complaints.push(`tensors: ${readings.map(({ tensors }) => tensors).join(', ')}`);
  }
  for (const [name, most] of MOST_GROWTH) {
    const [before, after] = [median(early, name), median(late, name)];
    if (after > before + most) complaints.push(`${name}: from ${before} to ${after}`);
  }
  return complaints;
}

/**
 * @param {readonly Reading[]} readings
 * @param {'heapMB' | 'nodes' | 'listeners'} name
 */
function median(readings, name) {
  const values = readings.map((reading) => reading[name]).toSorted((a, b) => a - b);
  return values[values.length >> 1] ?? NaN;
}
