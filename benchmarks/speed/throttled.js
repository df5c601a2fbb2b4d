import { contenderOf } from './contenders.js';
import { firstFoundByAll } from './foundByAll.js';
import { openBench, withFaces } from './openBench.js';
import { mean, median, quantile } from './statistics.js';

export const SLOWDOWN = 4;
const TURNS = 8;
/** @type {readonly (readonly [id: string, faces: 'one' | 'four'])[]} */
const SEATS = [
  ['mien-stream', 'one'],
  ['mien-stream', 'four'],
  ['face-api', 'one'],
  ['human', 'one'],
];
const FRAMES = 10;
const WATCH_MS = 8000;
/** Before that the page is still busy with its start. */
const SETTLE_MS = 1500;

/**
 * Results a second on a processor four times as slow. The browser slows a page's main thread alone,
 * so Mien's worker runs there too. On a busy machine the browser slows down by more than requested;
 * the report says by how much. Turns of ten frames are as good as forty on end: means of 33 to 38
 * ms both ways.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {number} walks that were drawn; the first is taken in which all find every face
 */
export async function throttledRates(browser, url, walks) {
  const opened = [];
  for (const [id, faces] of SEATS) {
    const contender = contenderOf(id);
    const onPage = contender.adapter === 'mien' ? { onPage: true } : {};
    const { page, read } = await openBench(browser, url, contender, onPage);
    opened.push({ contender, faces, page, read });
  }
  const walk = await firstFoundByAll(opened, walks);
  const seats = [];
  for (const { contender, faces, page, read } of opened) {
    const { id, mode } = contender;
    const session = await page.context().newCDPSession(page);
    const readAt = async (/** @type {number} */ rate, /** @type {number} */ turn) => {
      await session.send('Emulation.setCPUThrottlingRate', { rate });
      const task = { walk: `${faces}-${walk}`, from: turn * FRAMES, count: FRAMES, mode };
      const readings = withFaces(contender, await read(task));
      // A page that stays slowed keeps the processor busy even while it has nothing to do: beside
      // three of them a frame took 76 ms where it takes 36, and 22 instead of 8 at full speed.
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      return mean(readings.map(({ ms }) => ms));
    };
    /** @type {{ plainMs: number, slowedMs: number }[]} */
    const turns = [];
    seats.push({ id, faces, page, readAt, turns });
  }
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const { readAt, turns } of seats) {
      const plainMs = await readAt(1, 2 * turn);
      turns.push({ plainMs, slowedMs: await readAt(SLOWDOWN, 2 * turn + 1) });
    }
  }
  for (const { page } of seats) await page.close();
  return seats.map(({ id, faces, turns }) => {
    const slowedPerSecond = 1000 / median(turns.map(({ slowedMs }) => slowedMs));
    const slowdown = median(turns.map(({ plainMs, slowedMs }) => slowedMs / plainMs));
    return { id, faces, slowedPerSecond, slowdown };
  });
}

/**
 * The page's own frames while it reads the camera, slowed down; beside them those of the same page
 * before the camera is on, which show what the machine itself does to them.
 *
 * @param {import('playwright-core').Browser} browser one with a fake camera
 * @param {string} url of the built page
 */
export async function pageFrames(browser, url) {
  const page = await browser.newPage({
    viewport: { width: 390, height: 844 },
    locale: 'en',
    serviceWorkers: 'block',
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  await page.goto(url);
  await page.getByText('Ready', { exact: true }).waitFor();
  await page.waitForTimeout(SETTLE_MS);
  const idle = await watchFrames(page);
  await page.getByRole('button', { name: 'Open the camera', exact: true }).click();
  await page.waitForFunction(
    () => Number(document.querySelector('.reading')?.getAttribute('data-frames')) >= 8,
  );
  await page.waitForTimeout(SETTLE_MS);
  const framesBefore = Number(await page.locator('.reading').getAttribute('data-frames'));
  const reading = await watchFrames(page);
  const framesAfter = Number(await page.locator('.reading').getAttribute('data-frames'));
  await page.close();
  return { idle, reading, resultsPerSecond: ((framesAfter - framesBefore) * 1000) / WATCH_MS };
}

/** @param {import('playwright-core').Page} page */
async function watchFrames(page) {
  const { gapsMs, tasksMs } = await page.evaluate(async (watchMs) => {
    /** @type {number[]} */
    const gaps = [];
    /** @type {number[]} */
    const tasks = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    // The browser reports those over 50 ms.
    observer.observe({ type: 'longtask' });
    const startMs = performance.now();
    for (let before = startMs; before < startMs + watchMs;) {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      gaps.push(now - before);
      before = now;
    }
    observer.disconnect();
    return { gapsMs: gaps, tasksMs: tasks };
  }, WATCH_MS);
  return {
    frames: gapsMs.length,
    p95GapMs: quantile(gapsMs, 0.95),
    longestGapMs: Math.max(...gapsMs),
    gapsOver50Ms: gapsMs.filter((ms) => ms > 50).length,
    tasksOver50Ms: tasksMs.length,
    longestTaskMs: Math.max(0, ...tasksMs),
  };
}
