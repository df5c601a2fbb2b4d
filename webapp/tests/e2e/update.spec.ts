import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { createHostingHandler, REPOSITORY } from '../../server/hosting.js';
import { EN } from '../../src/copy/en';
import { portOf } from '../server/portOf';
import { waitForReady } from './steps';

test.use({ serviceWorkers: 'allow' });

/** The built page in a folder of its own, which a test may change like a deployment. */
interface Site {
  readonly url: string;
  /** Publishes the page once more, with another title. */
  publish(title: string): void;
  close(): void;
}

async function openSite(): Promise<Site> {
  const built = fileURLToPath(new URL('../../dist/', import.meta.url));
  const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
  const folder = mkdtempSync(join(cache, 'update-'));
  cpSync(built, folder, { recursive: true });
  const server: Server = createServer(createHostingHandler(relative(REPOSITORY, folder)));
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  return {
    url: `http://localhost:${portOf(server)}/`,
    publish(title) {
      edit(join(folder, 'index.html'), /<title>.*<\/title>/, `<title>${title}</title>`);
      // The service worker knows each file by its content; so does a new build's.
      const revision = /(index\.html`?"?,\s*"?revision"?:\s*["'`])[0-9a-f]+/;
      edit(join(folder, 'sw.js'), revision, `$1${Buffer.from(title).toString('hex')}`);
    },
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    },
  };
}

function edit(path: string, pattern: RegExp, replacement: string): void {
  const before = readFileSync(path, 'utf8');
  const after = before.replace(pattern, replacement);
  if (after === before) throw new Error(`expected ${String(pattern)} in ${path}`);
  writeFileSync(path, after);
}

/** The page kept on the device: loaded once, stored, and opened from there. */
async function openKept(page: Page, site: Site): Promise<void> {
  await page.goto(site.url);
  await waitForReady(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await waitForReady(page);
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
  });
}

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

test('the first visit is told of no update', async ({ page }) => {
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
