import { SpeedError } from './speedError.js';

/** @typedef {{ ms: number, labels: string[], stagesMs?: Record<string, number> }} Reading */
/** @typedef {{ walk: string, from: number, count: number, mode: 'still' | 'stream' }} Task */

/**
 * A page of its own with a contender loaded into it.
 *
 * @param {import('playwright-core').Browser | import('playwright-core').BrowserContext} browser
 * @param {string} url of pages/
 * @param {import('./contenders.js').Contender} contender
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
      tensors: () => page.evaluate(() => globalThis.bench.tensors()),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SpeedError(`expected ${title} to load, got: ${reason.slice(0, 400)}`);
  }
}
