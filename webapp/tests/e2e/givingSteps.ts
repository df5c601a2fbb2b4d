import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { EN } from '../../src/copy/en';
import { GIVING_WORDS } from '../../src/copy/giving';
import { WORDS_VERSION } from '../../src/state/consent';
import { readFilm } from './films';
import { openFromMenu } from './steps';

const words = GIVING_WORDS.en;
export const HAPPY = EN.expressionName('happy');

/** As a person who turned giving on before. */
export async function allowGiving(page: Page): Promise<void> {
  await page.addInitScript((agreedTo) => {
    localStorage.setItem('mien.settings', JSON.stringify({ agreedTo }));
  }, WORDS_VERSION);
}

/** Opens the page with a film's first frame as a photo: one face that stays. */
export async function openPhoto(page: Page, film: 'one' | 'dark' = 'one'): Promise<void> {
  const { widthPx, heightPx, greys } = readFilm(film);
  const png = new PNG({ width: widthPx, height: heightPx });
  greys.forEach((grey, index) => {
    png.data.set([grey, grey, grey, 255], 4 * index);
  });
  await page.goto('/');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: EN.notice.picture }).click();
  const buffer = PNG.sync.write(png);
  await (await choosing).setFiles({ name: 'photo.png', mimeType: 'image/png', buffer });
  await expect(page.locator('.mark')).toHaveCount(1);
}

export const fate = (page: Page, status: string): Locator =>
  page.locator(`[data-fate="${status}"]`);

/** Opens a face's sheet and gives it. */
export async function give(page: Page, label = HAPPY): Promise<void> {
  await page.getByRole('button', { name: EN.controls.why }).click();
  await page.getByRole('radio', { name: label }).check();
  await page.getByRole('button', { name: words.give }).click();
}

export async function openList(page: Page): Promise<void> {
  await openFromMenu(page, EN.giving.list);
}

export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
  const dialog = page.getByRole('dialog');
  for (const target of [
    ...(await dialog.getByRole('button').all()),
    ...(await dialog.getByRole('radio').all()),
    ...(await dialog.getByRole('textbox').all()),
  ]) {
    const box = await target.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }
}
