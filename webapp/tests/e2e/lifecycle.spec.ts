import { expect, test, type Page } from '@playwright/test';
import { LIVE } from '../../src/copy';
import { needsFilms } from './films';
import { openCamera, panel, waitForFrames } from './steps';

needsFilms();

/** A second, as the page promises: then the camera's light is off. */
const OFF_WITHIN_MS = 1000;

test.beforeEach(async ({ page }) => {
  // Keeps every camera stream that the page was given, to see whether it is off.
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    const streams: MediaStream[] = [];
    Reflect.set(window, 'streams', streams);
    devices.getUserMedia = async (constraints) => {
      const stream = await ask(constraints);
      streams.push(stream);
      return stream;
    };
  });
});

/** Headless pages are always shown; this makes the page believe otherwise. */
async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

function openTracks(page: Page): Promise<number> {
  return page.evaluate(() => {
    const streams = Reflect.get(window, 'streams') as MediaStream[];
    const tracks = streams.flatMap((stream) => stream.getTracks());
    return tracks.filter(({ readyState }) => readyState === 'live').length;
  });
}

test('the camera is off while the page is hidden, and back when it is shown', async ({ page }) => {
  await openCamera(page);
  expect(await openTracks(page)).toBe(1);
  await setVisibility(page, 'hidden');
  await expect.poll(() => openTracks(page), { timeout: OFF_WITHIN_MS }).toBe(0);
  await setVisibility(page, 'visible');
  await waitForFrames(page, 3);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  expect(await openTracks(page)).toBe(1);
});

test('pause turns the camera off, and going on turns it on again', async ({ page }) => {
  await openCamera(page);
  await page.getByRole('button', { name: LIVE.pause }).click();
  await expect.poll(() => openTracks(page), { timeout: OFF_WITHIN_MS }).toBe(0);
  await expect(page.locator('.headline-title')).toHaveText(LIVE.paused);
  await setVisibility(page, 'hidden');
  await setVisibility(page, 'visible');
  expect(await openTracks(page), 'a pause outlasts a look at another page').toBe(0);
  await page.getByRole('button', { name: LIVE.resume }).click();
  await waitForFrames(page, 3);
});

test('turning the device keeps the picture and the marks', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openCamera(page);
  await page.setViewportSize({ width: 844, height: 390 });
  await waitForFrames(page, 20);
  const mark = await page.locator('.mark').boundingBox();
  const stage = await page.locator('.stage').boundingBox();
  if (mark === null || stage === null) throw new Error('expected a mark on a stage');
  expect(mark.x).toBeGreaterThan(stage.x);
  expect(mark.x + mark.width).toBeLessThan(stage.x + stage.width);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});
