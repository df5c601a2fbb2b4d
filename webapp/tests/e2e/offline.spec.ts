import { expect, test } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { STUDY_WORDS } from '../../src/copy/study';
import { FILMS_FOLDER, needsFilms } from './films';
import { closeSheet, openCamera, openFromMenu, panel, waitForFrames } from './steps';

needsFilms();
const WORDS = STUDY_WORDS.en;
test.use({ serviceWorkers: 'allow' });

test('the page opens and reads faces without a connection', async ({ page, context }) => {
  await openCamera(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('button', { name: EN.notice.open }).click();
  await waitForFrames(page, 3);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  await context.setOffline(false);
});

test('many files are read without a connection, by a part that was never opened before', async ({
  page,
  context,
}) => {
  await openCamera(page, 1);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('button', { name: EN.notice.open }).click();
  await openFromMenu(page, EN.menu.study);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: WORDS.choose }).click();
  await (await choosing).setFiles([`${FILMS_FOLDER}photo.png`, `${FILMS_FOLDER}clip.webm`]);
  await page.getByRole('button', { name: WORDS.start(2) }).click();
  const rows = page.locator('.study-row');
  await expect(rows.filter({ hasText: 'photo.png' })).toContainText(WORDS.faces(2));
  await expect(rows.filter({ hasText: 'clip.webm' })).toHaveAttribute('data-state', 'done');
  await context.setOffline(false);
});

test('everything comes from one build: each file that is kept is the one on the server', async ({
  page,
  request,
}) => {
  await openCamera(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const kept = await page.evaluate(async () => {
    const [name] = await caches.keys();
    const cache = await caches.open(name ?? '');
    const entries = await cache.keys();
    return Promise.all(
      entries.map(async ({ url }) => {
        const response = await cache.match(url);
        const bytes = await response?.arrayBuffer();
        const digest = await crypto.subtle.digest('SHA-256', bytes ?? new ArrayBuffer());
        return { url, sha256: Array.from(new Uint8Array(digest)).join() };
      }),
    );
  });
  const paths = kept.map(({ url }) => new URL(url).pathname);
  for (const path of ['/index.html', '/models/index.json', '/site.webmanifest', '/icon-192.png']) {
    expect(paths).toContain(path);
  }
  for (const { url, sha256 } of kept) {
    const { pathname } = new URL(url);
    const body = await (await request.get(pathname)).body();
    const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(body));
    expect(Array.from(new Uint8Array(digest)).join(), pathname).toBe(sha256);
  }
});

test('what the device forgot is fetched again', async ({ page }) => {
  await openCamera(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  // As a browser does that needs the room.
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await page.reload();
  await page.getByRole('button', { name: EN.notice.open }).click();
  await waitForFrames(page, 3);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});

test('a full device changes nothing but that the page is not kept', async ({ page, baseURL }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', {
    origin: baseURL ?? '',
    quotaSize: 50_000,
  });
  await openCamera(page);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  await openFromMenu(page, EN.menu.settings);
  await page.getByRole('checkbox', { name: EN.settings.soundHelp }).check();
  await closeSheet(page);
  await waitForFrames(page, 10);
  // The test would prove nothing if there had been room.
  const isKept = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      if (registration?.installing) return 'coming';
      return registration?.active ? 'kept' : 'not kept';
    });
  await expect.poll(isKept).toBe('not kept');
});
