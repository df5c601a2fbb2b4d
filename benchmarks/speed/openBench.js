import { SpeedError } from './speedError.js';

/** @typedef {{ ms: number, labels: string[], stagesMs?: Record<string, number> }} Reading */
/** @typedef {{ walk: string, from: number, count: number, mode: 'still' | 'stream' }} Task */

/**
 * The readings, of which each found a face: without one its expression is not read, and the time is
 * that of less work.
 *
 * @param {import('./contenders.js').Contender} contender
 * @param {Reading[]} readings
 * @throws {SpeedError} if one found none.
 */
export function withFaces({ title }, readings) {
  const missed = readings.filter(({ labels }) => labels.length === 0).length;
  if (missed === 0) return readings;
  throw new SpeedError(
    `expected ${title} to find the face in each of ${readings.length} frames, got none in ${missed}`,
  );
}

/**
 * A page of its own with a contender loaded into it.
 *
 * @param {import('playwright-core').Browser | import('playwright-core').BrowserContext} browser
 * @param {string} url of pages/
 * @param {Pick<import('./contenders.js').Contender, 'title' | 'adapter' | 'settings'>} contender
 * @param {Record<string, unknown>} [moreSettings]
 * @throws {SpeedError} if it cannot be loaded.
 */
export async function openBench(browser, url, { title, adapter, settings }, moreSettings = {}) {
  const page = await browser.newPage();
  await page.goto(`${url}/`);
  await page.waitForFunction(() => 'bench' in globalThis);
  try {
    const about = await page.evaluate(({ name, wishes }) => globalThis.bench.load(name, wishes), {
      name: adapter,
      wishes: { ...settings, ...moreSettings },
    });
    return {
      page,
      about,
      /** @param {Task} task */
      read: (task) => page.evaluate((wishes) => globalThis.bench.read(wishes), task),
      /** @param {string} file */
      find: (file) => page.evaluate((name) => globalThis.bench.find(name), file),
      tensors: () => page.evaluate(() => globalThis.bench.tensors()),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SpeedError(`expected ${title} to load, got: ${reason.slice(0, 400)}`);
  }
}
