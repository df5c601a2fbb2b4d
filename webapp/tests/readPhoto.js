/**
 * Prints what a served page reads in a photo:
 *
 *     node tests/readPhoto.js ADDRESS PHOTO
 *
 * One line of JSON, {faces, expression, models}: the marks on the photo, the main face's
 * expression, and the models whose weights the page fetched. Chromium is $CHROMIUM, else
 * Playwright's own.
 */
import { chromium } from '@playwright/test';

const [address = '', photo = ''] = process.argv.slice(2);
const executablePath = process.env['CHROMIUM'];
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  const page = await browser.newPage();
  /** @type {Set<string>} */
  const models = new Set();
  page.context().on('request', (request) => {
    const model = /\/models\/([^/]+)\/[^/]+\.bin/.exec(request.url())?.[1];
    if (model !== undefined) models.add(model);
  });
  await page.goto(address);
  const opening = page.waitForEvent('filechooser');
  await page.locator('.notice .button-second').click();
  await (await opening).setFiles(photo);
  await page.locator('.mark').first().waitFor({ timeout: 60_000 });
  const reading = page.locator('.reading[data-expression]:not([data-expression="none"])');
  const expression = await reading.getAttribute('data-expression', { timeout: 60_000 });
  const faces = await page.locator('.mark').count();
  process.stdout.write(`${JSON.stringify({ faces, expression, models: [...models] })}\n`);
} finally {
  await browser.close();
}
