import { chromium } from '@playwright/test';
import { findProgram, type Starter } from './engine';

/** Chromium, by Playwright: its own, or the one that CHROMIUM names. */
export function findChromium(): Starter {
  const path =
    process.env['CHROMIUM'] ?? findProgram('chromium', 'chromium-browser', 'google-chrome');
  if (path === undefined) return { lacks: 'Chromium: name one in CHROMIUM' };
  return {
    start: async () => {
      const browser = await chromium.launch({
        executablePath: path,
        args: ['--no-sandbox', '--disable-background-networking'],
      });
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
      return {
        version: `Chromium ${browser.version()}`,
        goto: async (url) => {
          await page.goto(url);
        },
        run: (body) => page.evaluate(`(async () => {${body}})()`),
        close: () => browser.close(),
      };
    },
  };
}
