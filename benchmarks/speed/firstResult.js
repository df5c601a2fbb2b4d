import { extname } from 'node:path';
import { contenderOf } from './contenders.js';
import { launch } from './browser.js';
import { openBench } from './openBench.js';
import { serve } from './server.js';
import { median } from './statistics.js';
import { SLOWDOWN } from './throttled.js';

const VISITS = 3;

/** WebPageTest's profile of that name: 9 Mbit/s down, 170 ms for a round trip. */
export const NETWORK_4G = { bytesPerMs: 9e6 / 8 / 1000, roundTripMs: 170 };

/** What the page loads that belongs to the measurement and not to the contender. */
const OWN = /^\/(frames|adapters)\/|^\/(bench\.js)?$/;

/** @typedef {{ ms: number, sent: import('./server.js').Sent[] }} Visit */

/**
 * From nothing to a contender's first result, each time in a fresh browser context: milliseconds and
 * what was sent, compressed as Firebase Hosting sends it.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {Readonly<Record<string, string>>} mounts
 */
export async function firstResults(browser, mounts) {
  const ids = ['mien', 'face-api', 'human', 'paper', 'mediapipe'];
  /** @type {Map<string, Visit[]>} */
  const visits = new Map(ids.map((id) => [id, []]));
  const server = await serve(mounts);
  try {
    for (let count = 0; count < VISITS; count += 1) {
      for (const id of ids) {
        const context = await browser.newContext();
        server.takeSent();
        const startMs = performance.now();
        const { read } = await openBench(context, server.url, contenderOf(id));
        await read({ walk: 'one-0', from: 0, count: 1, mode: 'still' });
        const ms = performance.now() - startMs;
        visits.get(id)?.push({ ms, sent: server.takeSent().filter(({ path }) => !OWN.test(path)) });
        await context.close();
      }
    }
  } finally {
    server.close();
  }
  return ids.map((id) => ({ id, ...summarise(visits.get(id) ?? []) }));
}

/**
 * The built page from its address to the first expression on the screen, the camera's tap included:
 * on this machine as it is, and on a phone's processor and network.
 *
 * @param {string} folder of the built page
 * @param {string} film that the fake camera shows
 * @param {string} workersOnPage a script that puts workers on the page's thread, where the browser's
 *   throttling reaches them
 */
export async function pageFirstResults(folder, film, workersOnPage) {
  const plain = [];
  const phone = [];
  for (let count = 0; count < VISITS; count += 1) {
    plain.push(await visitPage(folder, film));
    phone.push(await visitPage(folder, film, workersOnPage));
  }
  return { plain: summarise(plain), phone: summarise(phone) };
}

/**
 * @param {string} folder
 * @param {string} film
 * @param {string} [workersOnPage] also means: as on a phone
 * @returns {Promise<Visit>}
 */
async function visitPage(folder, film, workersOnPage) {
  const isPhone = workersOnPage !== undefined;
  const server = await serve({ '/': folder }, isPhone ? NETWORK_4G : undefined);
  const browser = await launch([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ]);
  try {
    const page = await browser.newPage({
      viewport: { width: 390, height: 844 },
      locale: 'en',
      // It keeps files for the next visit, after the first result.
      serviceWorkers: 'block',
    });
    if (isPhone) {
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
      await page.addInitScript({ content: workersOnPage });
    }
    await page.addInitScript(noteFirstResult);
    await page.goto(server.url, { waitUntil: 'commit' });
    await page.getByRole('button', { name: 'Open the camera', exact: true }).click();
    await page.waitForFunction(() => globalThis.speedFirstMs !== undefined);
    const ms = await page.evaluate(() => globalThis.speedFirstMs ?? NaN);
    return { ms, sent: server.takeSent() };
  } finally {
    await browser.close();
    server.close();
  }
}

/** In the page: notes when a face's reading is first on the screen. */
function noteFirstResult() {
  const look = () => {
    if (document.querySelector('.reading[data-expression="happy"]') === null) {
      requestAnimationFrame(look);
    } else {
      globalThis.speedFirstMs = performance.now();
    }
  };
  requestAnimationFrame(look);
}

/** @param {readonly Visit[]} visits */
function summarise(visits) {
  const sent = visits[0]?.sent ?? [];
  /** @type {Record<string, number>} */
  const bytesByKind = {};
  for (const { path, sentBytes } of sent) {
    const kind = kindOf(path);
    bytesByKind[kind] = (bytesByKind[kind] ?? 0) + sentBytes;
  }
  return {
    ms: median(visits.map(({ ms }) => ms)),
    sentBytes: sent.reduce((sum, { sentBytes }) => sum + sentBytes, 0),
    bytesByKind,
    sent,
  };
}

/** @param {string} path */
function kindOf(path) {
  // Human's and face-api's models carry their weights in .bin; what describes them is .json.
  if (/\/models?\/|_model-|^\/paper\/|^\/mediapipe\//.test(path)) return 'models';
  const kinds = { '.js': 'js', '.mjs': 'js', '.wasm': 'wasm', '.css': 'css' };
  return kinds[/** @type {keyof typeof kinds} */ (extname(path))] ?? 'other';
}
