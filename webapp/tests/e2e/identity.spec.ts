import { expect, test } from '@playwright/test';
import { drawCamera } from './drawnCamera';
import { needsFilms } from './films';
import { openCamera, waitForFrames } from './steps';

needsFilms();

/** Longer than a face is remembered. */
const LONG_MS = 2000;

test('a face that moves and is hidden for a moment is the same one; after longer it is not', async ({
  page,
}) => {
  const camera = await drawCamera(page, 'one');
  await openCamera(page);
  const mark = page.locator('.mark');
  await expect(mark).toHaveCount(1);
  const first = (await mark.getAttribute('data-face')) ?? '';
  // Long enough for it to sway from one side to the other.
  await waitForFrames(page, 40);
  await expect(mark, 'while it moves').toHaveAttribute('data-face', first);

  // A busy machine may take longer over a moment than a face is remembered.
  await expect(async () => {
    const before = (await mark.getAttribute('data-face')) ?? '';
    await camera.cover(0);
    await expect(mark).toHaveCount(1);
    await expect(mark, 'after a moment').toHaveAttribute('data-face', before, { timeout: 3000 });
  }).toPass({ timeout: 30_000 });
  const id = (await mark.getAttribute('data-face')) ?? '';

  await camera.cover(LONG_MS);
  await expect(mark).toHaveCount(1);
  await expect(mark, 'after longer').not.toHaveAttribute('data-face', id);
});
