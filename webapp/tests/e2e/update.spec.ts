import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { edit, lookForUpdate, openKept, openSite, type Site } from './site';
import { expectFailure, openFromMenu, waitForReady } from './steps';

test.use({ serviceWorkers: 'allow' });

let site: Site;
test.beforeEach(async () => {
  site = await openSite();
});
test.afterEach(() => {
  site.close();
});

test('a new version is offered, waits for a yes, and comes whole to every window', async ({
  page,
  context,
}) => {
  await openKept(page, site);
  const other = await context.newPage();
  await other.goto(site.url);
  await waitForReady(other);
  site.publish('Second');
  await lookForUpdate(page);
  await expect(page.getByText(EN.update.text)).toBeVisible();

  // Until somebody says yes, the old version is all that is shown.
  await other.reload();
  await waitForReady(other);
  expect(await other.title()).not.toBe('Second');

  await page.getByRole('button', { name: EN.update.action }).click();
  await expect.poll(() => page.title()).toBe('Second');
  await expect.poll(() => other.title()).toBe('Second');
  await waitForReady(page);
  await expect(page.getByText(EN.update.text)).toBeHidden();
});

test('later means later', async ({ page }) => {
  await openKept(page, site);
  site.publish('Second');
  await lookForUpdate(page);
  await page.getByRole('button', { name: EN.update.later }).click();
  await expect(page.getByText(EN.update.text)).toBeHidden();
  expect(await page.title()).not.toBe('Second');
});

test('the first visit is offered no update', async ({ page }) => {
  await page.goto(site.url);
  await waitForReady(page);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    // Whatever there was to tell would be told by now.
    await registration.update();
    await new Promise((resolve) => setTimeout(resolve, 1000));
  });
  await expect(page.getByText(EN.update.text)).toBeHidden();
});

test('a tab that is open since the first visit hears of a new version', async ({ page }) => {
  await page.goto(site.url);
  await waitForReady(page);
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
    .toBe(true);
  site.publish('Second');
  await lookForUpdate(page);
  await page.getByRole('button', { name: EN.update.action }).click();
  await expect.poll(() => page.title()).toBe('Second');
});

test('a version that fails offers the one that waits', async ({ page }) => {
  await openKept(page, site);
  site.publish('Second');
  await page.addInitScript(() => {
    if (document.title !== 'Second') Reflect.deleteProperty(window, 'Worker');
  });
  await page.reload();
  await expectFailure(page, 'workerFailed');
  await lookForUpdate(page);
  await page.getByRole('button', { name: EN.update.action }).click();
  await expect.poll(() => page.title()).toBe('Second');
});

test('an old page never meets a new model, also one that is not its own', async ({ page }) => {
  await openKept(page, site);
  const answer = () =>
    page.evaluate(async () => (await fetch('/models/accurate/manifest.json')).status);
  expect(await answer()).toBe(200);
  await page.getByRole('button', { name: EN.notice.open }).click();
  await openFromMenu(page, EN.menu.settings);
  const accurate = page
    .getByRole('group', { name: EN.settings.model })
    .getByRole('radio', { name: /^Accurate/ });
  await accurate.click();
  await expect(accurate).toBeChecked();
  edit(
    join(site.folder, 'models/accurate/manifest.json'),
    /"temperature": [\d.]+/,
    '"temperature": 9',
  );
  expect(await answer()).toBe(409);
  // What the old page has goes on reading.
  await page.reload();
  await waitForReady(page);
});

test('a stored file that is damaged is fetched past the store, and is whole from then on', async ({
  page,
}) => {
  await openKept(page, site);
  const damaged = await page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      const key = (await cache.keys()).find(({ url }) => /fast\/weights-.*\.bin/.test(url));
      if (key === undefined) continue;
      await cache.put(key, new Response(new Uint8Array(1000)));
      return { name, url: key.url };
    }
    return undefined;
  });
  expect(damaged).toBeDefined();
  await page.reload();
  await waitForReady(page);
  const bytes = await page.evaluate(async (file) => {
    const kept = await (await caches.open(file?.name ?? '')).match(file?.url ?? '');
    return (await kept?.arrayBuffer())?.byteLength ?? 0;
  }, damaged);
  expect(bytes).toBeGreaterThan(100_000);
});
