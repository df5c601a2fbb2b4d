import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { StartError } from '../../server/startError.js';
import { filmsFolder } from './films.js';

/**
 * A browser that says yes to the camera, which shows a film.
 *
 * @param {string} film as tests/camera_feed.py names it
 * @throws {StartError} if there is no browser or no film.
 */
export async function launchWithFilm(film) {
  const executablePath = process.env['CHROMIUM'];
  const shown = join(filmsFolder(), `${film}.y4m`);
  try {
    return await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${shown}`,
      ],
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new StartError(`No Chromium to use (${reason}); set CHROMIUM to its path.`);
  }
}
