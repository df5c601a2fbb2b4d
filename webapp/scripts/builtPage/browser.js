import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { filmsFolder } from './films.js';

/**
 * A browser that says yes to the camera, which shows a film.
 *
 * @param {string} film as tests/camera_feed.py names it
 */
export function launchWithFilm(film) {
  const executablePath = process.env['CHROMIUM'];
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${join(filmsFolder(), `${film}.y4m`)}`,
    ],
  });
}
