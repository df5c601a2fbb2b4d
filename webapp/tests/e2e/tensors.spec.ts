import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { needsFilms } from './films';
import { openCamera, readNumber, waitForFrames } from './steps';

needsFilms();
// Tensors do not depend on it, and a small picture is drawn sooner.
test.use({ viewport: { width: 360, height: 480 } });

test('tensors stay the same over 500 frames', async ({ page }) => {
  test.setTimeout(400_000);
  await openCamera(page, 20);
  const atFirst = await readNumber(page, 'data-tensors');
  expect(atFirst).toBeGreaterThan(0);
  expect(atFirst).toBeLessThanOrEqual(mostTensors());
  await waitForFrames(page, 270, 180_000);
  expect(await readNumber(page, 'data-tensors')).toBe(atFirst);
  await waitForFrames(page, 520, 180_000);
  expect(await readNumber(page, 'data-tensors')).toBe(atFirst);
});

/** As webapp/budget.json allows. */
function mostTensors(): number {
  const file = new URL('../../budget.json', import.meta.url);
  const budget: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const tensors: unknown =
    typeof budget === 'object' && budget !== null ? Reflect.get(budget, 'tensors') : undefined;
  if (typeof tensors === 'number') return tensors;
  throw new Error('expected budget.json to hold tensors, a number');
}
