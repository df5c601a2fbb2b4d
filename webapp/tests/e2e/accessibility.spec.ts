import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { ABOUT, LIVE, NOTICE } from '../../src/copy';
import { needsFilms } from './films';
import { openCamera, waitForFrames, waitForReady } from './steps';

needsFilms();

/** WCAG 2.2's larger target size, 2.5.5. */
const TARGET_PX = 44;

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  for (const button of await page.getByRole('button').all()) {
    const box = await button.boundingBox();
    if (box === null) continue;
    const name = await button.textContent();
    expect(box.height, `height of ${name ?? 'a button'}`).toBeGreaterThanOrEqual(TARGET_PX);
    expect(box.width, `width of ${name ?? 'a button'}`).toBeGreaterThanOrEqual(TARGET_PX);
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test('axe finds nothing in any state', async ({ page }) => {
      await page.goto('/');
      await waitForReady(page);
      await expectAccessible(page);
      await page.getByRole('button', { name: NOTICE.open }).click();
      await waitForFrames(page, 3);
      await expectAccessible(page);
      await page.getByRole('button', { name: LIVE.about }).click();
      await expectAccessible(page);
      await page.getByRole('button', { name: ABOUT.close }).click();
      await page.getByRole('button', { name: LIVE.pause }).click();
      await expectAccessible(page);
    });

    test('axe finds nothing in a failure', async ({ page }) => {
      await page.context().route('**/index.json', (route) => route.fulfill({ status: 404 }));
      await page.goto('/');
      await expect(page.getByRole('alert')).toBeVisible();
      await expectAccessible(page);
    });
  });
}

test('everything can be done by keyboard', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: NOTICE.open })).toBeFocused();
  await page.keyboard.press('Enter');
  await waitForFrames(page, 1);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: LIVE.pause })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('button', { name: LIVE.about })).toBeFocused();
});

test('nothing sticks out sideways', async ({ page }) => {
  await openCamera(page);
  const overhang = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overhang).toBe(0);
});
