/**
 * Runs the built page with its camera for a long time and watches its memory:
 *
 *     npm run build
 *     npm run soak                       ten minutes
 *     npm run soak -- --minutes 2 --out soak.json
 *
 * Every half minute, after the browser has collected garbage: the page's JavaScript heap, its nodes
 * and listeners, and the worker's tensors. Exits with 1 if the tensors' number changed or the rest
 * grew by more than a tenth from the second reading on; the first minute belongs to warming up.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StartError } from '../server/startError.js';
import { launchWithFilm } from './builtPage/browser.js';
import { withBuiltPage } from './builtPage/serve.js';

const EVERY_MS = 30_000;
/** A timeline that fills up and a heap that breathes need some room; a leak of a frame does not fit. */
const MOST_GROWTH = 1.1;

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
 * What grew that should not have.
 *
 * @param {readonly Reading[]} readings
 * @returns {string[]}
 */
function compare(readings) {
  const [, early, ...later] = readings;
  const last = later.at(-1);
  if (early === undefined || last === undefined) return ['expected three readings or more'];
  const complaints = [];
  if (readings.some(({ tensors }) => tensors !== early.tensors)) {
    complaints.push(`tensors: ${readings.map(({ tensors }) => tensors).join(', ')}`);
  }
  for (const name of /** @type {const} */ (['heapMB', 'nodes', 'listeners'])) {
    if (last[name] > MOST_GROWTH * early[name]) {
      complaints.push(`${name}: from ${early[name]} to ${last[name]}`);
    }
  }
  return complaints;
}
