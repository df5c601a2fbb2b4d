import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { waitForReady } from './steps';

/** The figures that were measured on the model that the page takes by itself. */
function measuredOnDefault(): { accuracy: number; faces: number } {
  const read = (path: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../public/models/${path}`, import.meta.url), 'utf8'));
  const index = read('index.json') as { default: string };
  const { metrics } = read(`${index.default}/manifest.json`) as {
    metrics: { n: number; accuracy: { value: number } }[];
  };
  const [first] = metrics;
  if (first === undefined) throw new Error('expected a model that was measured');
  return { accuracy: first.accuracy.value, faces: first.n };
}

test('about says how far to trust it, what it is not for, and how to check it', async ({
  page,
}) => {
  await page.goto('/');
  await waitForReady(page);
  await page.getByRole('button', { name: EN.menu.about }).click();
  const dialog = page.getByRole('dialog');
  const { accuracy, faces } = measuredOnDefault();
  await expect(dialog).toContainText(EN.about.trust(accuracy, faces));
  for (const text of [EN.about.bounds, EN.about.privacy, EN.about.check, EN.about.how]) {
    await expect(dialog).toContainText(text);
  }
  const licences = dialog.getByRole('link', { name: EN.about.licences });
  const address = (await licences.getAttribute('href')) ?? '';
  const response = await page.request.get(address);
  expect(response.status()).toBe(200);
  expect(await response.text()).toContain('Apache');
});
