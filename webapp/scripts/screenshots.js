/**
 * Photographs the page, to look at and for README:
 *
 *     python ../tests/camera_feed.py films
 *     npm run preview &
 *     node scripts/screenshots.js --films films --out screenshots [--only live-390x844-light]
 *
 * Every state at five sizes in both colour schemes. The face is scikit-image's astronaut().
 */
/* global document */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';

const SIZES = [
  [360, 740],
  [390, 844],
  [844, 390],
  [820, 1180],
  [1440, 900],
];
/** Long enough for the camera, the models and the smoothing to settle. */
const SETTLED_FRAMES = 8;
/** Long enough for a chart to show something. */
const TIMELINE_MS = 12_000;

/** @typedef {{ film: string, prepare: (page: import('@playwright/test').Page) => Promise<void> }} State */

/** @type {Record<string, State>} */
const STATES = {
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
      await page.context().clearPermissions();
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('denied by the person', 'NotAllowedError'));
      });
      await page.getByRole('button', { name: 'Open the camera' }).click();
    },
  },
};

const { values } = parseArgs({
  options: {
    films: { type: 'string' },
    out: { type: 'string', default: 'screenshots' },
    url: { type: 'string', default: 'http://localhost:5000' },
    only: { type: 'string', default: '' },
  },
});
if (values.films === undefined) {
  console.error('expected --films FOLDER with what tests/camera_feed.py wrote, got none');
  process.exit(2);
}
mkdirSync(values.out, { recursive: true });
for (const [name, state] of Object.entries(STATES)) {
  for (const scheme of /** @type {const} */ (['light', 'dark'])) {
    for (const [width = 0, height = 0] of SIZES) {
      const file = `${name}-${width}x${height}-${scheme}`;
      if (file.includes(values.only)) await photograph(state, file, { width, height }, scheme);
    }
  }
}

/**
 * @param {State} state
 * @param {string} file
 * @param {{ width: number, height: number }} viewport
 * @param {'light' | 'dark'} colorScheme
 */
async function photograph({ film, prepare }, file, viewport, colorScheme) {
  const executablePath = process.env['CHROMIUM'];
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${resolve(values.films ?? '', `${film}.y4m`)}`,
    ],
  });
  try {
    const page = await browser.newPage({ viewport, colorScheme });
    await page.goto(values.url);
    await prepare(page);
    await page.screenshot({ path: join(values.out, `${file}.png`) });
    console.log(file);
  } finally {
    await browser.close();
  }
}

/** @param {import('@playwright/test').Page} page */
async function openCamera(page) {
  await page.getByRole('button', { name: 'Open the camera' }).click();
  await page.waitForFunction(
    (frames) => Number(document.querySelector('.reading')?.getAttribute('data-frames')) >= frames,
    SETTLED_FRAMES,
  );
}

/** @param {import('@playwright/test').Page} page */
async function openMenu(page) {
  await openCamera(page);
  await page.getByRole('button', { name: 'More' }).click();
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} name
 */
async function chooseFile(page, name) {
  const opening = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a photo or video' }).click();
  await (await opening).setFiles(resolve(values.films ?? '', name));
  await page.locator('.mark').first().waitFor();
}
