import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { createHostingHandler, REPOSITORY } from '../../server/hosting.js';
import { EN } from '../../src/copy/en';
import { portOf } from '../server/portOf';
import { needsFilms } from './films';
import { closeSheet, openFromMenu, waitForFrames } from './steps';

/** The page on a site that has other pages too: built for a folder, and served from there alone. */

needsFilms();
test.use({ serviceWorkers: 'allow' });

const WEBAPP = fileURLToPath(new URL('../../', import.meta.url));
const BASE = '/faces/';

let folder: string;
let server: Server;
let url: string;
test.beforeAll(async () => {
  // It builds the page, beside another test's browser.
  test.setTimeout(180_000);
  folder = mkdtempSync(join(WEBAPP, 'node_modules/.cache/subfolder-'));
  const args = ['vite', 'build', '--base', BASE, '--outDir', folder, '--emptyOutDir'];
  execFileSync('npx', [...args, '--logLevel', 'warn'], { cwd: WEBAPP });
  const serve = createHostingHandler(relative(REPOSITORY, folder));
  server = createServer((request, response) => {
    if (request.url?.startsWith(BASE) === true) {
      request.url = request.url.slice(BASE.length - 1);
      serve(request, response);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  url = `http://localhost:${portOf(server)}${BASE}`;
});
test.afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

async function openCamera(page: Page): Promise<void> {
  await page.getByRole('button', { name: EN.notice.open }).click();
  await waitForFrames(page, 3);
}

test('it asks for nothing outside its folder, and opens from there without a connection', async ({
  page,
  context,
}) => {
  const outside: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(url) && request.url().startsWith('http')) {
      outside.push(request.url());
    }
  });
  await page.goto(url);
  await openCamera(page);
  const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
  expect(scope).toBe(url);
  await openFromMenu(page, EN.menu.settings);
  await page.getByRole('radio', { name: EN.settings.smoothings.calm }).check();
  await closeSheet(page);

  await context.setOffline(true);
  await page.reload();
  await openCamera(page);
  await openFromMenu(page, EN.menu.settings);
  await expect(page.getByRole('radio', { name: EN.settings.smoothings.calm })).toBeChecked();
  await context.setOffline(false);
  expect(outside).toEqual([]);
});

test('it is installed from there: start, icons and shortcuts lie in its folder', async ({
  page,
  request,
}) => {
  await page.goto(url);
  const session = await page.context().newCDPSession(page);
  const manifest = await session.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);
  const { start_url, icons, shortcuts } = JSON.parse(manifest.data ?? '') as {
    start_url: string;
    icons: { src: string }[];
    shortcuts: { url: string }[];
  };
  const named = [start_url, ...icons.map(({ src }) => src), ...shortcuts.map((each) => each.url)];
  for (const each of named) {
    const address = new URL(each, manifest.url).href;
    expect(address.startsWith(url)).toBe(true);
    expect((await request.get(address)).ok(), address).toBe(true);
  }
});
