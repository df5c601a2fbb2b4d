import { expect } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { filmTest, needsFilms } from './films';
import { closeSheet, openCamera, panel, prepend, readNumber, waitForFrames } from './steps';

needsFilms();

filmTest.describe('of two faces', () => {
  filmTest.use({ film: 'two' });

  filmTest('the tapped one is shown, and stays so', async ({ page }) => {
    await openCamera(page);
    const marks = page.locator('.mark');
    await expect(marks).toHaveCount(2);
    const other = page.locator('.mark:not(.mark-main)');
    const id = await other.getAttribute('data-face');
    await other.click();
    await expect(page.getByRole('dialog')).toBeVisible();
    // Frames rest while a person reads.
    await page.waitForTimeout(4000);
    await closeSheet(page);
    await waitForFrames(page, (await readNumber(page, 'data-frames')) + 10);
    await expect(page.locator('.mark-main')).toHaveAttribute('data-face', id ?? '');
  });

  filmTest('each is a button with a name of its own', async ({ page }) => {
    await openCamera(page);
    const faces = page.getByRole('group', { name: EN.live.faces }).getByRole('button');
    await expect(faces).toHaveCount(2);
    // The same from frame to frame; what it shows is told beside, without its share.
    for (const [index, name] of [EN.live.face(1), EN.live.face(2)].entries()) {
      await expect(faces.nth(index)).toHaveAccessibleName(name);
      await expect(faces.nth(index)).toHaveAccessibleDescription(EN.expressionName('happy'));
    }
    await faces.first().focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
  });
});

filmTest(
  'why: the map names the mouth of a smiling face, and the picture rests meanwhile',
  async ({ page }) => {
    await openCamera(page);
    await page.getByRole('button', { name: EN.controls.why }).click();
    await expect(page.locator('[data-explanation="done"]')).toBeVisible();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(
      `“${EN.expressionName('happy')}”: ${EN.face.parts[2]?.[1] ?? ''}.`,
    );
    // The canvas over the face is coloured where the mouth is, and clear at the forehead.
    const alphas = await page.locator('.occlusion-map').evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('expected a canvas');
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, 8, 8) ?? { data: [] };
      const alphaAt = (row: number, column: number) => data[4 * (row * 8 + column) + 3] ?? 0;
      // The crop puts the mouth's middle at 0.77 of its height: on the border of these cells.
      const mouth = [5, 6].flatMap((row) => [3, 4].map((column) => alphaAt(row, column)));
      return { mouth: Math.max(...mouth), forehead: alphaAt(0, 4) };
    });
    expect(alphas.mouth).toBeGreaterThan(100);
    expect(alphas.forehead).toBeLessThan(40);
    const frames = await panel(page).getAttribute('data-frames');
    await page.getByRole('checkbox', { name: EN.face.showMap }).uncheck();
    await expect(page.locator('.occlusion-map')).toBeHidden();
    expect(await panel(page).getAttribute('data-frames')).toBe(frames);
    await closeSheet(page);
    await waitForFrames(page, Number(frames) + 3);
  },
);

filmTest('why can be stopped and begun again', async ({ page }) => {
  // Slow enough to be stopped.
  const slowly = `addEventListener('message', ({ data }) => {
    const until = performance.now() + 500;
    while (data.kind === 'occlude' && performance.now() < until);
  });`;
  await page.context().route('**/worker-*.js', (route) => prepend(route, slowly));
  await openCamera(page);
  await page.getByRole('button', { name: EN.controls.why }).click();
  await page.getByRole('button', { name: EN.face.stop }).click();
  await expect(page.getByText(EN.face.stopped)).toBeVisible();
  await page.getByRole('button', { name: EN.face.again }).click();
  await expect(page.locator('[data-explanation="done"]')).toBeVisible();
});

filmTest.describe('a face that is too small to tell', () => {
  filmTest.use({ film: 'small' });

  filmTest('one tap says why it is not sure, and what would help', async ({ page }) => {
    await openCamera(page);
    await expect(panel(page)).toHaveAttribute('data-expression', 'notSure');
    await page.getByRole('button', { name: EN.controls.why }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('heading', { name: EN.live.notSure })).toBeVisible();
    const [beforeThreshold = '', afterThreshold = ''] = EN.face.notSure(0).split(EN.percent(0));
    await expect(dialog).toContainText(beforeThreshold);
    await expect(dialog).toContainText(afterThreshold);
    await expect(dialog.getByRole('listitem')).toHaveText([EN.hints.tooSmall]);
  });
});
