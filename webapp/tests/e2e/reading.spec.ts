import { expect, test } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { filmTest, needsFilms } from './films';
import { openCamera, panel } from './steps';

needsFilms();

test('a smiling face is read as happy', async ({ page }) => {
  await openCamera(page);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  await expect(page.locator('.headline-title')).toContainText(EN.expressionName('happy'));
  await expect(page.locator('.mark-chip')).toContainText(EN.expressionName('happy'));
  const bars = page.getByRole('list', { name: EN.live.bars }).getByRole('listitem');
  await expect(bars).toHaveCount(7);
  await expect(bars.filter({ hasText: EN.expressionName('happy') })).toHaveClass(/bar-top/);
});

test('a screen reader is told', async ({ page }) => {
  await openCamera(page);
  const spoken = page.locator('.viewer').getByRole('status');
  await expect(spoken).toHaveText(EN.expressionName('happy'));
});

filmTest.describe('two faces', () => {
  filmTest.use({ film: 'two' });
  filmTest('each has its own mark', async ({ page }) => {
    await openCamera(page);
    await expect(page.locator('.mark')).toHaveCount(2);
    await expect(page.locator('.mark-main')).toHaveCount(1);
    for (const chip of await page.locator('.mark-chip').all()) {
      await expect(chip).toContainText(EN.expressionName('happy'));
    }
  });
});

filmTest.describe('no face', () => {
  filmTest.use({ film: 'none' });
  filmTest('is said, with advice', async ({ page }) => {
    await openCamera(page);
    await expect(page.locator('.headline-title')).toHaveText(EN.live.noFace);
    await expect(page.locator('.headline-help')).toHaveText(EN.live.noFaceHelp);
    await expect(page.locator('.mark')).toHaveCount(0);
  });
});

filmTest.describe('a dark picture', () => {
  filmTest.use({ film: 'dark' });
  filmTest('asks for light', async ({ page }) => {
    await openCamera(page);
    await expect(page.locator('.headline-help')).toHaveText(EN.hints.tooDark);
  });
});

filmTest.describe('a small face', () => {
  filmTest.use({ film: 'small' });
  filmTest('is asked to come closer', async ({ page }) => {
    await openCamera(page);
    await expect(page.locator('.headline-help')).toHaveText(EN.hints.tooSmall);
  });
});
