import { chromium } from 'playwright-core';
import { SpeedError } from './speedError.js';

/**
 * The Chromium that CHROMIUM names, without a window.
 *
 * @param {readonly string[]} [moreArguments]
 * @throws {SpeedError} if it does not start.
 */
export async function launch(moreArguments = []) {
  const executablePath = process.env['CHROMIUM'];
  if (executablePath === undefined || executablePath === '') {
    throw new SpeedError('expected CHROMIUM to name a browser, got nothing; run make bench');
  }
  try {
    return await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-background-networking', ...moreArguments],
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new SpeedError(`expected Chromium at ${executablePath} to start, got: ${reason}`);
  }
}
