import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { needsFilms } from './films';
import {
  closeSheet,
  openCamera,
  openFromMenu,
  startCamera,
  waitForFrames,
  waitForReady,
} from './steps';

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
      // axe looks at seven states.
      test.setTimeout(180_000);
      await page.goto('/');
      await waitForReady(page);
      await expectAccessible(page);
      await page.getByRole('button', { name: EN.notice.open }).click();
      await waitForFrames(page, 3);
      await expectAccessible(page);
      await page.getByRole('button', { name: EN.controls.more }).click();
      await expectAccessible(page);
      await closeSheet(page);
      for (const entry of [EN.menu.about, EN.menu.settings]) {
        await openFromMenu(page, entry);
        await expectAccessible(page);
        await closeSheet(page);
      }
      await page.getByRole('button', { name: EN.controls.why }).click();
      await expect(page.locator('[data-explanation="done"]')).toBeVisible();
      await expectAccessible(page);
      await closeSheet(page);
      await page.getByRole('button', { name: EN.controls.pause }).click();
      await expectAccessible(page);
    });

    test('axe finds nothing where a file is refused', async ({ page }) => {
      await page.goto('/');
      await waitForReady(page);
      const choosing = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: EN.notice.picture }).click();
      const empty = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) };
      await (await choosing).setFiles(empty);
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page);
    });

    test('axe finds nothing where there is no camera', async ({ page }) => {
      await page.addInitScript(() => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('simulated', 'NotFoundError'));
      });
      await startCamera(page);
      await expect(page.getByRole('alert')).toBeVisible();
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
  await expect(page.getByRole('button', { name: EN.notice.open })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: EN.notice.open })).toBeFocused();
  await page.keyboard.press('Enter');
  await waitForFrames(page, 1);
  const { why, pictureLong, pause, timeline, more } = EN.controls;
  for (const name of [why, pictureLong, pause, timeline, more]) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name })).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('button', { name: more })).toBeFocused();
});

test('in type of twice the size nothing sticks out or lies over another word', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
  await openCamera(page);
  const words = page.locator('.panel').locator('p, .bar-name, .bar-share, .why');
  const boxes = await words.evaluateAll((elements) =>
    elements
      .map((element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        const { left, top, right, bottom } = range.getBoundingClientRect();
        return { text: element.textContent, left, top, right, bottom };
      })
      .filter(({ left, right }) => right - left > 1),
  );
  expect(boxes.length).toBeGreaterThan(14);
  for (const [index, box] of boxes.entries()) {
    expect(box.left, box.text).toBeGreaterThanOrEqual(0);
    expect(box.right, box.text).toBeLessThanOrEqual(390);
    const under = boxes.slice(index + 1).filter((other) => {
      const isBeside = other.left >= box.right || other.right <= box.left;
      return !isBeside && other.top + 2 < box.bottom && other.bottom - 2 > box.top;
    });
    expect(
      under.map(({ text }) => text),
      box.text,
    ).toEqual([]);
  }
  // Whatever does not fit is scrolled to.
  const more = page.getByRole('button', { name: EN.controls.more });
  await more.click();
  await expect(page.getByRole('dialog')).toBeVisible();
});

for (const [width, height] of [
  [320, 568],
  [360, 740],
  [568, 320],
  [844, 390],
] as const) {
  test(`nothing sticks out of ${width} by ${height} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openCamera(page);
    for (const part of await page.locator('.panel :is(button, p, li)').all()) {
      const box = await part.boundingBox();
      // What only a screen reader has is one pixel in size.
      if (box === null || box.width <= 1) continue;
      const name = (await part.textContent()) ?? '';
      expect(box.x, name).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width, name).toBeLessThanOrEqual(width);
      expect(box.y + box.height, name).toBeLessThanOrEqual(height);
    }
  });
}
