/* global document */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchWithFilm } from '../builtPage/browser.js';

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('@playwright/test').Locator} Locator
 * @typedef {import('./report.js').Run} Run
 */

/**
 * The phone. The browser slows down the page's main thread alone, and the network is this
 * machine's own.
 */
export const SETTING = { widthPx: 390, heightPx: 844, pixelRatio: 3, slowdown: 4 };

/** Frames after which camera, models and smoothing have settled. */
const SETTLED_FRAMES = 8;

/** Long enough for the browser to report when a tap was painted. */
const TAP_REPORTED_MS = 500;

const WEB_VITALS = fileURLToPath(
  new URL('../../node_modules/web-vitals/dist/web-vitals.attribution.iife.js', import.meta.url),
);

/**
 * A person's first visit: camera on, a pause, on again, a look at About.
 *
 * @param {string} url
 * @returns {Promise<{ run: Run, browser: string }>}
 */
export async function visit(url) {
  const browser = await launchWithFilm('one');
  try {
    const page = await browser.newPage({
      viewport: { width: SETTING.widthPx, height: SETTING.heightPx },
      deviceScaleFactor: SETTING.pixelRatio,
      isMobile: true,
      hasTouch: true,
      locale: 'en',
    });
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SETTING.slowdown });
    const library = readFileSync(WEB_VITALS, 'utf8');
    await page.addInitScript({ content: `${library}\n(${String(collect)})(webVitals);` });
    await page.goto(url);
    const tapsMs = await tapThrough(page);
    return { run: { ...(await readVitals(page)), tapsMs }, browser: browser.version() };
  } finally {
    await browser.close();
  }
}

/**
 * @param {Page} page
 * @returns {Promise<Record<string, number>>} ms from each tap until its effect was painted
 */
async function tapThrough(page) {
  /** @type {Record<string, number>} */
  const tapsMs = {};
  /** @param {string} name */
  const button = (name) => page.getByRole('button', { name, exact: true });
  /**
   * @param {string} name
   * @param {Locator} outcome what shows that the tap had its effect
   */
  const tap = async (name, outcome) => {
    await button(name).tap();
    await outcome.waitFor();
    await page.waitForTimeout(TAP_REPORTED_MS);
    tapsMs[name] = await page.evaluate(() => Math.max(0, ...globalThis.tapDurationsMs.splice(0)));
  };
  await page.getByText('Ready', { exact: true }).waitFor();
  await tap('Open the camera', button('Pause'));
  await waitForFrames(page);
  await tap('Pause', button('Resume'));
  await tap('Resume', button('Pause'));
  await waitForFrames(page);
  await tap('More', button('About'));
  await tap('About', page.getByText('What it is not for'));
  await tap('Close', button('More'));
  return tapsMs;
}

/** @param {Page} page */
async function waitForFrames(page) {
  await page.waitForFunction(
    (frames) => Number(document.querySelector('.reading')?.getAttribute('data-frames')) >= frames,
    SETTLED_FRAMES,
  );
}

/**
 * Runs in the page: keeps the newest value of each metric, and how long taps take.
 *
 * @param {typeof import('web-vitals/attribution')} webVitals
 */
function collect(webVitals) {
  globalThis.newestVitals = {};
  globalThis.tapDurationsMs = [];
  webVitals.onLCP(
    ({ value, attribution: { target = 'an element', timeToFirstByte } }) => {
      const renderMs = Math.round(value - timeToFirstByte);
      globalThis.newestVitals.LCP = {
        value,
        cause: `first byte after ${Math.round(timeToFirstByte)} ms, then ${renderMs} ms to ${target}`,
      };
    },
    { reportAllChanges: true },
  );
  webVitals.onCLS(
    ({ value, attribution: { largestShiftTarget = 'nothing' } }) => {
      globalThis.newestVitals.CLS = { value, cause: `${largestShiftTarget} moved most` };
    },
    { reportAllChanges: true },
  );
  webVitals.onINP(
    ({ value, attribution }) => {
      const { inputDelay, processingDuration, presentationDelay, longestScript } = attribution;
      const parts = [inputDelay, processingDuration, presentationDelay].map(Math.round);
      const script = longestScript?.entry;
      const blame =
        script === undefined
          ? 'no script over 5 ms'
          : `longest script ${script.invoker} ${Math.round(script.duration)} ms, ` +
            `${Math.round(script.forcedStyleAndLayoutDuration)} ms of it layout`;
      globalThis.newestVitals.INP = {
        value,
        cause: `waited + ran + painted for ${parts.join(' + ')} ms; ${blame}`,
      };
    },
    { reportAllChanges: true, durationThreshold: 16 },
  );
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if ('interactionId' in entry && entry.interactionId !== 0)
        globalThis.tapDurationsMs.push(entry.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16 });
}

/**
 * @param {Page} page
 * @returns {Promise<Pick<Run, 'values' | 'causes'>>}
 * @throws {Error} if the browser did not report a metric.
 */
async function readVitals(page) {
  const newest = await page.evaluate(() => {
    // The last values are told when a page is hidden, which headless ones never are.
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    return globalThis.newestVitals;
  });
  const { LCP, CLS, INP } = newest;
  if (LCP === undefined || CLS === undefined || INP === undefined) {
    throw new Error(
      `expected LCP, CLS and INP from the browser, got ${Object.keys(newest).join()}`,
    );
  }
  return {
    values: { LCP: LCP.value, CLS: CLS.value, INP: INP.value },
    causes: { LCP: LCP.cause, CLS: CLS.cause, INP: INP.cause },
  };
}
