/* global document */
import { join } from 'node:path';
import { launchWithFilm } from './browser.js';
import { filmsFolder } from './films.js';

/**
 * Every state of the page that a person can see, and how to get there.
 *
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {{ film: string, prepare: (page: Page) => Promise<void> }} State
 * @typedef {{ width: number, height: number }} Size
 */

/** By their places, since their names change with the language. */
const CONTROL = {
  pause: '.controls .control:nth-last-child(3)',
  timeline: '.controls .control:nth-last-child(2)',
  more: '.controls .control:last-child',
};
/** Long enough for the camera, the models and the smoothing to settle. */
const SETTLED_FRAMES = 8;
const SLIDING_MS = 500;
/** Long enough for a chart to show something. */
const TIMELINE_MS = 12_000;

/** @type {Record<string, State>} */
export const STATES = {
  notice: {
    film: 'one',
    prepare: async (page) => {
      await page.locator('.loading-line[aria-live="polite"]').waitFor();
    },
  },
  live: { film: 'one', prepare: openCamera },
  two: { film: 'two', prepare: openCamera },
  four: { film: 'four', prepare: openCamera },
  none: { film: 'none', prepare: openCamera },
  dark: { film: 'dark', prepare: openCamera },
  paused: {
    film: 'one',
    prepare: async (page) => {
      await openCamera(page);
      await page.locator(CONTROL.pause).click();
    },
  },
  why: {
    film: 'one',
    prepare: async (page) => {
      await openCamera(page);
      await page.locator('.why').click();
      await page.locator('[data-explanation="done"]').waitFor();
    },
  },
  timeline: {
    film: 'one',
    prepare: async (page) => {
      await openCamera(page);
      await page.waitForTimeout(TIMELINE_MS);
      await page.locator(CONTROL.timeline).click();
    },
  },
  photo: { film: 'one', prepare: (page) => chooseFile(page, 'photo.png') },
  video: { film: 'one', prepare: (page) => chooseFile(page, 'clip.webm') },
  menu: { film: 'one', prepare: openMenu },
  study: {
    film: 'one',
    prepare: async (page) => {
      await openMenu(page);
      await page.locator('[data-entry="files"]').click();
      await page.locator('.study-choosers').waitFor();
    },
  },
  settings: {
    film: 'one',
    prepare: async (page) => {
      await openMenu(page);
      await page.locator('[data-entry="settings"]').click();
      await page.locator('.setting').nth(5).waitFor();
    },
  },
  about: {
    film: 'one',
    prepare: async (page) => {
      await openMenu(page);
      await page.locator('[data-entry="about"]').click();
    },
  },
  failure: {
    film: 'one',
    prepare: async (page) => {
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('denied by the person', 'NotAllowedError'));
      });
      await page.locator('.notice .button-primary').click();
      await page.getByRole('alert').waitFor();
    },
  },
};

/**
 * A picture of a state, as PNG.
 *
 * @param {string} url of the page
 * @param {State} state
 * @param {Size} viewport
 * @param {{ colorScheme: 'light' | 'dark', locale?: string }} person whose browser it is
 */
export async function photograph(url, { film, prepare }, viewport, { colorScheme, locale = 'en' }) {
  const browser = await launchWithFilm(film);
  try {
    const page = await browser.newPage({ viewport, colorScheme, locale });
    await page.goto(url);
    await prepare(page);
    // Bars and sheets slide to their places.
    await page.waitForTimeout(SLIDING_MS);
    return await page.screenshot();
  } finally {
    await browser.close();
  }
}

/** @param {Page} page */
async function openCamera(page) {
  await page.locator('.notice .button-primary').click();
  await page.waitForFunction(
    (frames) => Number(document.querySelector('.reading')?.getAttribute('data-frames')) >= frames,
    SETTLED_FRAMES,
  );
}

/** @param {Page} page */
async function openMenu(page) {
  await openCamera(page);
  await page.locator(CONTROL.more).click();
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function chooseFile(page, name) {
  const opening = page.waitForEvent('filechooser');
  await page.locator('.notice .button-second').click();
  await (await opening).setFiles(join(filmsFolder(), name));
  await page.locator('.mark').first().waitFor();
  await page.locator('.search-bar').waitFor({ state: 'detached' });
}
