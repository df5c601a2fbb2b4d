import { expect } from '@playwright/test';
import { filmTest, needsFilms, readFilm } from './films';
import { filmScale, likeness } from './picture';
import { openCamera } from './steps';

needsFilms();

filmTest.use({ film: 'side' });

filmTest('the picture is a mirror', async ({ page }) => {
  await openCamera(page);
  const stage = page.locator('.stage');
  const film = readFilm('side');
  // The marks over it and the smoothed pixels cost a little.
  expect(await likeness(stage, film, true)).toBeGreaterThan(0.85);
  expect(await likeness(stage, film, false)).toBeLessThan(0.5);
});

filmTest('the mark lies on the face in the mirror, and its words can be read', async ({ page }) => {
  await openCamera(page, 10);
  const mark = await page.locator('.mark').boundingBox();
  const stage = await page.locator('.stage').boundingBox();
  if (mark === null || stage === null) throw new Error('expected a mark on a stage');
  // The film is 640 x 480 with a face of 120 px around (250, 240), which a mirror shows at 390.
  const film = { widthPx: 640, heightPx: 480 };
  const scale = await filmScale(page.locator('.stage'), stage, film);
  const faceX = stage.x + stage.width / 2 + (390 - 320) * scale;
  const faceY = stage.y + stage.height / 2;
  expect(Math.abs(mark.x + mark.width / 2 - faceX)).toBeLessThan(15 * scale);
  expect(Math.abs(mark.y + mark.height / 2 - faceY)).toBeLessThan(20 * scale);
  expect(mark.width).toBeGreaterThan(60 * scale);
  expect(mark.width).toBeLessThan(132 * scale);
  const flips = await page.locator('.mark-chip').evaluate((chip) => {
    let sign = 1;
    for (let element: Element | null = chip; element !== null; element = element.parentElement) {
      sign *= Math.sign(new DOMMatrix(getComputedStyle(element).transform).a);
    }
    return sign < 0;
  });
  expect(flips).toBe(false);
});
