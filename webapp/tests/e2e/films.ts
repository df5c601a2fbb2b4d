import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from '@playwright/test';

/** What tests/camera_feed.py draws. */
export type Film = 'one' | 'two' | 'none' | 'dark' | 'small';

export const FILMS_FOLDER = fileURLToPath(
  new URL('../../node_modules/.cache/films/', import.meta.url),
);

const QUIET_BROWSER = ['--no-sandbox', '--disable-background-networking'];

/** A browser that says yes to the camera and shows the film of one face. */
export const FAKE_CAMERA = withFilm('one');

function withFilm(film: Film): string[] {
  return [
    ...QUIET_BROWSER,
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${FILMS_FOLDER}${film}.y4m`,
  ];
}

/** A test whose `page` belongs to a browser of its own, with the camera that `film` names. */
export const filmTest = test.extend<{ film: Film }>({
  film: ['one', { option: true }],
  page: async ({ playwright, film, baseURL, viewport, isMobile, hasTouch }, use) => {
    const executablePath = process.env['CHROMIUM'];
    const browser = await playwright.chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: withFilm(film),
    });
    const options = baseURL === undefined ? {} : { baseURL };
    await use(await browser.newPage({ ...options, viewport, isMobile, hasTouch }));
    await browser.close();
  },
});

/** Skips the tests of this file, and says why, where no films could be drawn. */
export function needsFilms(): void {
  test.skip(
    () => !existsSync(`${FILMS_FOLDER}one.y4m`),
    'needs Python with scikit-image and OpenCV to draw the camera films: set PYTHON',
  );
}
