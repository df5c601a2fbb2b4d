import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { needsFilms } from './films';
import { closeSheet, openCamera, openFromMenu, panel, waitForFrames, waitForReady } from './steps';

test.describe('a session', () => {
  needsFilms();
  test.use({ serviceWorkers: 'allow' });

  test('sends nothing, asks its own origin alone, and breaks no policy', async ({
    page,
    baseURL,
  }) => {
    const requests: { method: string; url: URL; body: string | null }[] = [];
    const sockets: string[] = [];
    const complaints: string[] = [];
    page.context().on('request', (request) => {
      const url = new URL(request.url());
      requests.push({ method: request.method(), url, body: request.postData() });
    });
    page.on('websocket', (socket) => sockets.push(socket.url()));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`${event.violatedDirective}: ${event.blockedURI}`);
      });
    });

    await openCamera(page, 30);
    await openFromMenu(page, EN.menu.about);
    await expect(page.getByText(EN.about.detectorSource)).toBeVisible();
    await closeSheet(page);
    await page.getByRole('button', { name: EN.controls.pause }).click();

    expect(new Set(requests.map(({ url }) => url.origin))).toEqual(new Set([baseURL]));
    expect(requests.filter(({ method, body }) => method !== 'GET' || body !== null)).toEqual([]);
    expect(sockets).toEqual([]);
    expect(complaints).toEqual([]);
    // The worker's requests are among those that were looked at.
    const endings = requests.map(({ url }) => url.pathname.split('.').at(-1));
    expect(endings).toEqual(expect.arrayContaining(['wasm', 'bin', 'json', 'js', 'css']));
    const stored = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
    }));
    expect(stored).toEqual({ local: 0, session: 0, databases: 0 });
    expect(await page.context().cookies()).toEqual([]);
  });

  test('says whom to ask, on a page of its own', async ({ page }) => {
    await openCamera(page, 1);
    await openFromMenu(page, EN.menu.about);
    const link = page.getByRole('link', { name: EN.about.privacyPage });
    const [privacy] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
    await expect(privacy.getByRole('heading', { name: 'Taking a picture back' })).toBeVisible();
    // Its styles came through the policy.
    const width = await privacy.locator('main').evaluate((main) => getComputedStyle(main).maxWidth);
    expect(width).toBe('714px');
  });

  test('no text becomes a script, and no other address', async ({ page, browserName }) => {
    test.skip(browserName !== 'chromium', 'Trusted Types are young elsewhere.');
    await page.goto('/');
    const refused = await page.evaluate(() =>
      [
        () => (document.body.innerHTML = '<img src="x" onerror="alert(1)">'),
        () => {
          document.body.insertAdjacentHTML('beforeend', '<b>x</b>');
        },
        () => (document.createElement('script').textContent = 'alert(1)'),
        () => (document.createElement('script').src = 'https://elsewhere.example/a.js'),
        () => new Worker('https://elsewhere.example/a.js'),
        () => new Worker('data:text/javascript,1'),
      ].map((attempt) => {
        try {
          attempt();
          return 'allowed';
        } catch (error) {
          return error instanceof TypeError ? 'refused' : String(error);
        }
      }),
    );
    expect(refused).toEqual(refused.map(() => 'refused'));
  });

  test('needs no connection once it is ready', async ({ page }) => {
    await page.goto('/');
    await waitForReady(page);
    await page.context().setOffline(true);
    await page.getByRole('button', { name: EN.notice.open }).click();
    await waitForFrames(page, 10);
    await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  });
});

interface Hosting {
  hosting: { headers: { source: string; headers: { key: string; value: string }[] }[] };
}

test('everything comes with the headers of firebase.json', async ({ page }) => {
  const file = new URL('../../../firebase.json', import.meta.url);
  const { hosting } = JSON.parse(readFileSync(file, 'utf8')) as Hosting;
  const everywhere = hosting.headers.find(({ source }) => source === '**')?.headers ?? [];
  expect(everywhere.map(({ key }) => key)).toEqual(
    expect.arrayContaining([
      'Content-Security-Policy',
      'Permissions-Policy',
      'X-Content-Type-Options',
      'Referrer-Policy',
    ]),
  );
  const received: { path: string; headers: Record<string, string> }[] = [];
  page.context().on('response', (response) => {
    received.push({ path: new URL(response.url()).pathname, headers: response.headers() });
  });
  await page.goto('/');
  await waitForReady(page);
  expect(received.length).toBeGreaterThan(8);
  for (const { path, headers } of received) {
    for (const { key, value } of everywhere) {
      // Files whose name changes with their content are kept; tests/server says which.
      if (key !== 'Cache-Control') expect(headers[key.toLowerCase()], path).toBe(value);
    }
  }
});
