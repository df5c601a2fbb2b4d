import { expect, test } from '@playwright/test';
import { needsFilms } from './films';
import { openCamera, readNumber, waitForFrames } from './steps';

needsFilms();

test('tensors stay the same over 500 frames', async ({ page }) => {
  test.slow();
  await openCamera(page, 20);
  const atFirst = await readNumber(page, 'data-tensors');
  expect(atFirst).toBeGreaterThan(0);
  await waitForFrames(page, 270);
  expect(await readNumber(page, 'data-tensors')).toBe(atFirst);
  await waitForFrames(page, 520);
  expect(await readNumber(page, 'data-tensors')).toBe(atFirst);
});
