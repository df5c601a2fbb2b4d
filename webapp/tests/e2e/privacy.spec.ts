import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { ABOUT, LIVE } from '../../src/copy';
import { needsFilms } from './films';
import { openCamera } from './steps';

needsFilms();

interface Hosting {
  hosting: { headers: { source: string; headers: { key: string; value: string }[] }[] };
}

test('no request leaves the origin, and the policy is never broken', async ({ page, baseURL }) => {
  const origins = new Set<string>();
  const complaints: string[] = [];
  page.context().on('request', (request) => origins.add(new URL(request.url()).origin));
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
  await page.getByRole('button', { name: LIVE.about }).click();
  await expect(page.getByText(ABOUT.detectorSource)).toBeVisible();
  await page.getByRole('button', { name: ABOUT.close }).click();
  await page.getByRole('button', { name: LIVE.pause }).click();

  expect([...origins]).toEqual([baseURL]);
  expect(complaints).toEqual([]);
});

test('the page comes with the headers of firebase.json', async ({ request }) => {
  const file = new URL('../../../firebase.json', import.meta.url);
  const { hosting } = JSON.parse(readFileSync(file, 'utf8')) as Hosting;
  const everywhere = hosting.headers.find(({ source }) => source === '**');
  if (everywhere === undefined) throw new Error('expected headers for ** in firebase.json');
  const response = await request.get('/');
  const received = response.headers();
  for (const { key, value } of everywhere.headers) {
    expect(received[key.toLowerCase()]).toBe(value);
  }
  expect(received['content-security-policy']).toContain("connect-src 'self'");
});
