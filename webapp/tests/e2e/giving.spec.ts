import { expect, test } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { GIVING_WORDS } from '../../src/copy/giving';
import { WORDS_VERSION } from '../../src/state/consent';
import { needsFilms } from './films';
import {
  allowGiving,
  expectAccessible,
  fate,
  give,
  HAPPY,
  openList,
  openPhoto,
} from './givingSteps';
import { startIntake, type Intake, type StoredObject } from './intake';
import { closeSheet, openFromMenu } from './steps';

/**
 * Pictures that people give: the real page before the real functions, with a storage in memory. One
 * long file, since its tests share that server.
 */

needsFilms();

const { giving } = EN;
const words = GIVING_WORDS.en;

let intake: Intake;
test.beforeAll(async () => {
  intake = await startIntake();
});
test.afterAll(async () => {
  await intake.stop();
});

/** What came into the storage since `before`. */
async function newObjects(before: readonly StoredObject[]): Promise<StoredObject[]> {
  const known = new Set(before.map(({ name }) => name));
  return (await intake.stored()).filter(({ name }) => !known.has(name));
}

test('off, not one byte of it is loaded and no request leaves; on, nothing leaves by itself', async ({
  page,
}) => {
  const paths: string[] = [];
  page.context().on('request', (request) => paths.push(new URL(request.url()).pathname));
  const ofGiving = () => paths.filter((path) => /GivingPart|^\/api/.test(path));
  await openPhoto(page);
  await page.getByRole('button', { name: EN.controls.why }).click();
  await expect(page.locator('[data-explanation="done"]')).toBeVisible();
  await expect(page.getByRole('dialog')).not.toContainText(words.offerTitle);
  await closeSheet(page);
  await openFromMenu(page, EN.menu.settings);
  const dialog = page.getByRole('dialog');
  for (const sentence of [giving.how, ...giving.sent, giving.never, giving.kept]) {
    await expect(dialog).toContainText(sentence);
  }
  const agree = page.getByRole('checkbox', { name: giving.agree });
  await expect(agree).not.toBeChecked();
  expect(ofGiving()).toEqual([]);
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);

  await agree.check();
  await expect.poll(() => ofGiving().length).toBe(2);
  await closeSheet(page);
  await page.getByRole('button', { name: EN.controls.why }).click();
  await expect(dialog).toContainText(words.offerTitle);
  await expect(page.locator('[data-explanation="done"]')).toBeVisible();
  await closeSheet(page);
  expect(ofGiving().filter((path) => path.startsWith('/api'))).toEqual([]);

  await openFromMenu(page, EN.menu.settings);
  await agree.uncheck();
  paths.length = 0;
  await openPhoto(page);
  expect(ofGiving()).toEqual([]);
});

test('a picture is shown, given, kept with its receipt, and taken back', async ({ page }) => {
  // axe looks at three states in both colour schemes.
  test.setTimeout(180_000);
  const before = await intake.stored();
  await allowGiving(page);
  await openPhoto(page);
  await page.getByRole('button', { name: EN.controls.why }).click();
  const send = page.getByRole('button', { name: words.give });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  // It may be pressed all the same, and says what is missing.
  await send.click({ force: true });
  await expect(page.getByText(words.chooseFirst)).toBeVisible();
  await expectAccessible(page);
  // By keyboard: a label, then the button after it.
  await page.getByRole('radio', { name: HAPPY }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText(new RegExp(`sends this picture, “${HAPPY}”`))).toBeVisible();
  const shown = await page
    .getByRole('img', { name: words.picture })
    .evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, 48, 48).data ?? [];
      return Array.from(pixels).filter((_, index) => index % 4 === 0);
    });
  await page.keyboard.press('Tab');
  await expect(send).toBeFocused();
  // Twice, as fingers do: it is given once.
  await send.evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await expect(fate(page, 'given')).toContainText(/([0-9A-Z]{4}-){5}[0-9A-Z]{4}/);
  await expectAccessible(page);

  const [object, ...others] = await newObjects(before);
  expect(others).toEqual([]);
  expect(object?.pixels).toEqual(shown);
  expect(Object.keys(object?.metadata ?? {}).toSorted()).toEqual([
    'batch',
    'consent',
    'day',
    'label',
    'model',
    'modelVersion',
    'pixels',
    'state',
  ]);
  expect(object?.metadata).toMatchObject({
    label: 'happy',
    model: 'fast',
    consent: WORDS_VERSION,
    state: 'stored',
  });

  await openPhoto(page);
  await openList(page);
  await expect(page.getByRole('img', { name: words.pictureOf(HAPPY) })).toBeVisible();
  await expectAccessible(page);
  const item = page.getByRole('listitem');
  await item.getByRole('button', { name: words.takeBack }).press('Enter');
  await expect(fate(page, 'gone')).toContainText(words.fates.gone);
  const remove = item.getByRole('button', { name: words.remove });
  await expect(remove).toBeFocused();
  const [taken] = await newObjects(before);
  expect(taken).toMatchObject({ bytes: 0, pixels: undefined });
  expect(taken?.metadata).toMatchObject({ state: 'deleted' });
  await remove.press('Enter');
  await expect(remove).toHaveCount(0);
  await expect(page.getByText(words.none)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: words.none })).toBeFocused();
});

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the queue survives being offline, is shown there, and goes when there is a connection', async ({
    page,
    context,
  }) => {
    const before = await intake.stored();
    await allowGiving(page);
    await openPhoto(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await expect.poll(() => page.evaluate(() => caches.has('mien-giving'))).toBe(true);
    // The browser's own cache may forget; the service worker's does not.
    const devtools = await context.newCDPSession(page);
    await context.setOffline(true);
    await devtools.send('Network.clearBrowserCache');
    await give(page);
    await expect(fate(page, 'waiting')).toContainText(words.fates.waiting);
    await openPhoto(page);
    await openList(page);
    await expect(fate(page, 'waiting')).toBeVisible();
    await expect(page.getByRole('dialog')).toContainText(words.pauses.offline);
    expect(await newObjects(before)).toEqual([]);
    await context.setOffline(false);
    await expect(fate(page, 'given')).toBeVisible();
    expect(await newObjects(before)).toHaveLength(1);
  });
});

test('a server that fails, then a token that it does not know: the picture comes once', async ({
  page,
}) => {
  const before = await intake.stored();
  const keys: (string | undefined)[] = [];
  await page.route('**/api/contributions', async (route) => {
    const headers = route.request().headers();
    keys.push(headers['idempotency-key']);
    if (keys.length === 1) {
      // Stored, and the answer lost on its way.
      await route.fetch();
      const busy = JSON.stringify({ error: 'Later.' });
      await route.fulfill({ status: 503, headers: { 'Retry-After': '8' }, body: busy });
    } else if (keys.length === 2) {
      await route.continue({ headers: { ...headers, authorization: 'Bearer m1.old.pass' } });
    } else await route.continue();
  });
  await allowGiving(page);
  await openPhoto(page);
  await give(page);
  await expect(fate(page, 'unsure')).toContainText(words.fates.unsure);
  await expect(fate(page, 'given')).toBeVisible();
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect(await newObjects(before)).toHaveLength(1);
});

test('a picture that the server refuses says why, and can be taken off the list', async ({
  page,
}) => {
  const before = await intake.stored();
  await page.route('**/api/contributions', async (route) => {
    const body = route.request().postData() ?? '';
    await route.continue({
      postData: body.replace(`"consent":"${WORDS_VERSION}"`, '"consent":"2025-01-01"'),
    });
  });
  await allowGiving(page);
  await openPhoto(page);
  await give(page);
  await expect(fate(page, 'refused')).toContainText('must name the current version of the text');
  await page.getByRole('button', { name: words.seeAll }).click();
  await page.getByRole('button', { name: words.remove }).click();
  await expect(page.getByRole('dialog')).toContainText(words.none);
  expect(await newObjects(before)).toEqual([]);
});

test('where nobody takes pictures they stay, and the page says so', async ({ page }) => {
  await page.route('**/api/**', (route) =>
    route.fulfill({ status: 404, contentType: 'text/html', body: '<!doctype html>' }),
  );
  await allowGiving(page);
  await openPhoto(page);
  await give(page);
  await page.getByRole('button', { name: words.seeAll }).click();
  await expect(page.getByRole('dialog')).toContainText(words.pauses.absent);
  await expect(fate(page, 'waiting')).toBeVisible();
  await page.getByRole('button', { name: words.discard }).click();
  await expect(page.getByRole('dialog')).toContainText(words.none);
});

test('a receipt takes a picture back on another device, where giving is off', async ({
  page,
  browser,
  baseURL,
}) => {
  const before = await intake.stored();
  await allowGiving(page);
  await openPhoto(page);
  await give(page);
  const receipt = await page.locator('.giving-receipt').textContent();

  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const other = await context.newPage();
  const sent: string[] = [];
  other.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(request.method());
  });
  await openPhoto(other);
  await openFromMenu(other, EN.menu.settings);
  await other.getByRole('button', { name: giving.list }).click();
  await expect(other.getByRole('dialog')).toContainText(words.off);
  const field = other.getByRole('textbox', { name: words.typed });
  await field.fill('ABCD-EFGH');
  await field.press('Enter');
  await expect(other.getByRole('alert')).toHaveText(words.noReceipt);
  await field.fill((receipt ?? '').toLowerCase().replaceAll('-', ' '));
  await field.press('Enter');
  await expect(fate(other, 'gone')).toContainText(words.fates.goneIfThere);
  expect(sent).toEqual(['DELETE']);
  expect((await newObjects(before)).map(({ metadata }) => metadata['state'])).toEqual(['deleted']);
  await context.close();
});

test('what is given is what the camera saw, not what was lit for the network', async ({ page }) => {
  const before = await intake.stored();
  await allowGiving(page);
  await openPhoto(page, 'dark');
  await give(page);
  await expect(fate(page, 'given')).toBeVisible();
  const lit = await page.locator('.occlusion-face').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, 48, 48).data ?? [];
    return Math.max(...Array.from(pixels).filter((_, index) => index % 4 === 0));
  });
  const [object] = await newObjects(before);
  expect(Math.max(...(object?.pixels ?? [255]))).toBeLessThan(lit / 2);
});
