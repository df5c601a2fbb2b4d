import { launch } from 'puppeteer-core';
import { findProgram, type Starter } from './engine';

/** A stock Firefox, by WebDriver BiDi: the one that FIREFOX names, or Debian's. */
export function findFirefox(): Starter {
  const path = process.env['FIREFOX'] ?? findProgram('firefox-esr', 'firefox');
  if (path === undefined) return { lacks: 'Firefox: install firefox-esr, or name one in FIREFOX' };
  return {
    start: async () => {
      const browser = await launch({
        browser: 'firefox',
        executablePath: path,
        headless: true,
        extraPrefsFirefox: {
          'media.navigator.streams.fake': true,
          'media.navigator.permission.disabled': true,
        },
      });
      const page = await browser.newPage();
      await page.setViewport({ width: 390, height: 844 });
      return {
        version: (await browser.version()).replace('/', ' '),
        goto: async (url) => {
          await page.goto(url);
        },
        run: (body) => page.evaluate(`(async () => {${body}})()`),
        close: () => browser.close(),
      };
    },
  };
}
