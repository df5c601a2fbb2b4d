import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { choose, crowd, photo } from './chosenFiles';
import { needsFilms } from './films';
import { openCamera, panel, waitForFrames, waitForReady } from './steps';

needsFilms();

test('a chosen photo is read, however the camera was held', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  let first: readonly [number, number] | undefined;
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const button = orientation === 1 ? EN.notice.picture : EN.controls.pictureLong;
    const file = await photo(page, orientation);
    // A new photo's mark is a new one; until it is read, that of the photo before may still be there.
    await page.evaluate(() => {
      for (const mark of document.querySelectorAll('.mark')) mark.setAttribute('data-before', '');
    });
    await choose(page, button, file);
    await expect(page.locator('.mark:not([data-before])')).toBeVisible();
    await expect(page.locator('canvas.stage-picture')).toHaveAttribute('width', '640');
    await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
    const at = await markInPicture(page);
    first ??= at;
    // The same face at the same place; JPEG blocks differ a little from turn to turn.
    expect(Math.abs(at[0] - first[0])).toBeLessThan(6);
    expect(Math.abs(at[1] - first[1])).toBeLessThan(6);
  }
});

/** Where the mark lies from the picture's corner, read at one moment: the page may still be moving. */
async function markInPicture(page: Page): Promise<readonly [number, number]> {
  return page.evaluate(() => {
    const [mark, picture] = ['.mark', 'canvas.stage-picture'].map((selector) =>
      document.querySelector(selector)?.getBoundingClientRect(),
    );
    return [
      (mark?.x ?? NaN) - (picture?.x ?? NaN),
      (mark?.y ?? NaN) - (picture?.y ?? NaN),
    ] as const;
  });
}

test('a photo turns the camera off, and the camera comes back', async ({ page }) => {
  await openCamera(page);
  await choose(page, EN.controls.pictureLong, await photo(page));
  await expect(page.locator('canvas.stage-picture')).toBeVisible();
  await expect(page.locator('video')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole('button', { name: EN.controls.camera }).click();
  await waitForFrames(page, 3);
});

test('why works on a photo, and each of its faces can be tapped', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  await choose(page, EN.notice.picture, await photo(page, 1, 'two'));
  await expect(page.locator('.mark')).toHaveCount(2);
  await page.locator('.mark:not(.mark-main)').click();
  await expect(page.locator('[data-explanation="done"]')).toBeVisible();
});

test('every face of a large photo is found, and the search says how far it is', async ({
  page,
}) => {
  await page.goto('/');
  await waitForReady(page);
  await choose(page, EN.notice.picture, await crowd(page));
  await expect(page.getByRole('progressbar', { name: EN.media.searching })).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 });
  await expect(page.locator('.mark')).toHaveCount(20);
});

test('a search can be ended, and what was found stays', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  await choose(page, EN.notice.picture, await crowd(page));
  await expect(page.locator('.mark').first()).toBeVisible();
  await page.getByRole('button', { name: EN.media.enough }).click();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(page.locator('.mark').first()).toBeVisible();
  // Another photo is read at once.
  await choose(page, EN.controls.pictureLong, await photo(page));
  await expect(page.locator('.mark')).toHaveCount(1);
});

test('a photo without a face says so', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  const bytes = await page.evaluate(async () => {
    const wall = new OffscreenCanvas(640, 480);
    wall.getContext('2d')?.fillRect(0, 0, 320, 480);
    const blob = await wall.convertToBlob();
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
  });
  const file = { name: 'wall.png', mimeType: 'image/png', buffer: Buffer.from(bytes) };
  await choose(page, EN.notice.picture, file);
  await expect(page.locator('.headline-title')).toHaveText(EN.live.noFaceInFile);
});
