import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { choose } from './chosenFiles';
import { FILMS_FOLDER, needsFilms } from './films';
import { panel, waitForReady } from './steps';

needsFilms();

test('a video is played through, read, and its timeline is on its own clock', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  const clip = {
    name: 'clip.webm',
    mimeType: 'video/webm',
    buffer: readFileSync(`${FILMS_FOLDER}clip.webm`),
  };
  await choose(page, EN.notice.picture, clip);
  const slider = page.getByRole('slider', { name: EN.media.position });
  await expect(slider).toHaveAttribute('aria-valuetext', '0:02 of 0:02');
  await expect(page.getByRole('button', { name: EN.media.play })).toBeVisible();
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  // Its last frame shows the face on the right.
  const stage = await page.locator('.stage').boundingBox();
  const middle = async () => {
    const box = await page.locator('.mark').boundingBox();
    return box === null ? 0 : box.x + box.width / 2;
  };
  await expect.poll(middle).toBeGreaterThan((stage?.width ?? 0) * 0.6);

  // Back to the start, by keyboard, while it stands still.
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', '0:00 of 0:02');
  await expect
    .poll(async () => (await page.locator('.mark').boundingBox())?.x ?? Infinity)
    .toBeLessThan((stage?.width ?? 0) * 0.4);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await page.getByRole('button', { name: EN.controls.timeline }).click();
  await expect(page.getByRole('dialog')).toContainText(/Recorded: 0:0[12]/);
});
