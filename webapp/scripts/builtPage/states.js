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

/** Long enough for the camera, the models and the smoothing to settle. */
const SETTLED_FRAMES = 8;
/** Long enough for a chart to show something. */
const TIMELINE_MS = 12_000;

/** @type {Record<string, State>} */
export const STATES = {
  notice: {
    film: 'one',
    prepare: async (page) => {
      await page.getByText('Ready', { exact: true }).waitFor();
    },
  },
  live: { film: 'one', prepare: openCamera },
  two: { film: 'two', prepare: openCamera },
  none: { film: 'none', prepare: openCamera },
  dark: { film: 'dark', prepare: openCamera },
  paused: {
    film: 'one',
    prepare: async (page) => {
      await openCamera(page);
      await page.getByRole('button', { name: 'Pause' }).click();
    },
  },
  why: {
    film: 'one',
    prepare: async (page) => {
      await openCamera(page);
      await page.getByRole('button', { name: 'Why?' }).click();
      await page.locator('[data-explanation="done"]').waitFor();
    },
  },
  timeline: {
    film: 'one',
    prepare: async (page) => {
      await openCamera(page);
      await page.waitForTimeout(TIMELINE_MS);
      await page.getByRole('button', { name: 'Timeline' }).click();
    },
  },
  photo: { film: 'one', prepare: (page) => chooseFile(page, 'photo.png') },
  film: { film: 'one', prepare: (page) => chooseFile(page, 'clip.webm') },
  menu: { film: 'one', prepare: openMenu },
  settings: {
    film: 'one',
    prepare: async (page) => {
      await openMenu(page);
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByText('Model').waitFor();
    },
  },
  about: {
    film: 'one',
    prepare: async (page) => {
      await openMenu(page);
      await page.getByRole('button', { name: 'About' }).click();
    },
  },
  failure: {
    film: 'one',
    prepare: async (page) => {
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('denied by the person', 'NotAllowedError'));
      });
      await page.getByRole('button', { name: 'Open the camera' }).click();
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
 * @param {'light' | 'dark'} colorScheme
 */
export async function photograph(url, { film, prepare }, viewport, colorScheme) {
  const browser = await launchWithFilm(film);
  try {
    const page = await browser.newPage({ viewport, colorScheme });
    await page.goto(url);
    await prepare(page);
    return await page.screenshot();
  } finally {
    await browser.close();
  }
}

/** @param {Page} page */
async function openCamera(page) {
  await page.getByRole('button', { name: 'Open the camera' }).click();
  await page.waitForFunction(
    (frames) => Number(document.querySelector('.reading')?.getAttribute('data-frames')) >= frames,
    SETTLED_FRAMES,
  );
}

/** @param {Page} page */
async function openMenu(page) {
  await openCamera(page);
  await page.getByRole('button', { name: 'More' }).click();
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function chooseFile(page, name) {
  const opening = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a photo or video' }).click();
  await (await opening).setFiles(join(filmsFolder(), name));
  await page.locator('.mark').first().waitFor();
}
