import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { createHostingHandler, REPOSITORY } from '../../server/hosting.js';
import { portOf } from '../server/portOf';
import { waitForReady } from './steps';

/** The built page in a folder of its own, which a test may change like a deployment. */
export interface Site {
  readonly url: string;
  readonly folder: string;
  /** Publishes the page once more, with another title. */
  publish(title: string): void;
  close(): void;
}

export async function openSite(): Promise<Site> {
  const built = fileURLToPath(new URL('../../dist/', import.meta.url));
  const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
  const folder = mkdtempSync(join(cache, 'update-'));
  cpSync(built, folder, { recursive: true });
  const server: Server = createServer(createHostingHandler(relative(REPOSITORY, folder)));
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  return {
    folder,
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

export function edit(path: string, pattern: RegExp, replacement: string): void {
  const before = readFileSync(path, 'utf8');
  const after = before.replace(pattern, replacement);
  if (after === before) throw new Error(`expected ${String(pattern)} in ${path}`);
  writeFileSync(path, after);
}

/** The page kept on the device: loaded once, stored, and opened from there. */
export async function openKept(page: Page, site: Site): Promise<void> {
  await page.goto(site.url);
  await waitForReady(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await waitForReady(page);
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** As a page does that is kept open for long. */
export async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
  });
}
