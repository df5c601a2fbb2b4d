import { expect, test, type Page } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { filmTest, needsFilms } from './films';
import { openCamera, openFromMenu, panel, readNumber, waitForFrames } from './steps';

needsFilms();

/** A second, as the page promises: then the camera's light is off. */
const OFF_WITHIN_MS = 1000;

/** Keeps every camera stream that the page is given, to see whether it is off. */
async function watchStreams(page: Page): Promise<void> {
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
}

test.beforeEach(async ({ page }) => {
  await watchStreams(page);
});

/** Headless pages are always shown; this makes the page believe otherwise. */
async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

/** The devices of the cameras that are on. */
function openDevices(page: Page): Promise<(string | undefined)[]> {
  return page.evaluate(() => {
    const streams = Reflect.get(window, 'streams') as MediaStream[];
    const tracks = streams.flatMap((stream) => stream.getTracks());
    const on = tracks.filter(({ readyState }) => readyState === 'live');
    return on.map((track) => track.getSettings().deviceId);
  });
}

test('the camera is off while the page is hidden, and back when it is shown', async ({ page }) => {
  await openCamera(page);
  expect(await openDevices(page)).toHaveLength(1);
  await setVisibility(page, 'hidden');
  await expect.poll(() => openDevices(page)).toEqual([]);
  await setVisibility(page, 'visible');
  await waitForFrames(page, 3);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  expect(await openDevices(page)).toHaveLength(1);
});

test('the camera is off before a hidden page can be frozen', async ({ page }) => {
  await openCamera(page);
  const leftOn = await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    // Still the same task: a frozen page runs no other.
    const streams = Reflect.get(window, 'streams') as MediaStream[];
    const tracks = streams.flatMap((stream) => stream.getTracks());
    return tracks.filter(({ readyState }) => readyState === 'live').length;
  });
  expect(leftOn).toBe(0);
});

test('pause turns the camera off, and going on turns it on again', async ({ page }) => {
  await openCamera(page);
  // Within the page, whose clock does not count the way from here.
  const leftOn = await page
    .getByRole('button', { name: EN.controls.pause })
    .evaluate(async (button: HTMLButtonElement, withinMs) => {
      button.click();
      await new Promise((resolve) => setTimeout(resolve, withinMs));
      const streams = Reflect.get(window, 'streams') as MediaStream[];
      const tracks = streams.flatMap((stream) => stream.getTracks());
      return tracks.filter(({ readyState }) => readyState === 'live').length;
    }, OFF_WITHIN_MS);
  expect(leftOn).toBe(0);
  await expect(page.locator('.headline-title')).toHaveText(EN.live.paused);
  await setVisibility(page, 'hidden');
  await setVisibility(page, 'visible');
  expect(await openDevices(page), 'a pause outlasts a look at another page').toEqual([]);
  await page.getByRole('button', { name: EN.controls.resume }).click();
  await waitForFrames(page, 3);
});

filmTest.describe('with two cameras', () => {
  // A film stands for one camera; test cards can be several.
  filmTest.use({
    film: 'test card',
    browserArgs: ['--use-fake-device-for-media-stream=device-count=2'],
  });
  filmTest('the other one replaces the first', async ({ page }) => {
    await watchStreams(page);
    await openCamera(page);
    const first = await openDevices(page);
    await page.getByRole('button', { name: EN.controls.switchCamera }).click();
    // Between the two, neither is on.
    const others = async () => (await openDevices(page)).filter((id) => !first.includes(id));
    await expect.poll(others).toHaveLength(1);
    expect(await openDevices(page)).toHaveLength(1);
    await waitForFrames(page, 3);
    await page.getByRole('button', { name: EN.controls.switchCamera }).click();
    await expect.poll(() => openDevices(page)).toEqual(first);
    await waitForFrames(page, 3);

    // And by its name.
    await openFromMenu(page, EN.menu.settings);
    const cameras = page.getByRole('group', { name: EN.settings.camera }).getByRole('radio');
    await expect(cameras).toHaveCount(2);
    await page.getByRole('radio', { name: 'fake_device_1' }).click();
    await expect.poll(others).toHaveLength(1);
    await expect(page.getByRole('radio', { name: 'fake_device_1' })).toBeChecked();
  });
});

test('one camera offers no other', async ({ page }) => {
  await openCamera(page);
  await expect(page.getByRole('button', { name: EN.controls.pause })).toBeVisible();
  await expect(page.getByRole('button', { name: EN.controls.switchCamera })).toBeHidden();
});

test('turning the device keeps the picture and the marks', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openCamera(page);
  await page.setViewportSize({ width: 844, height: 390 });
  await waitForFrames(page, (await readNumber(page, 'data-frames')) + 10);
  const mark = await page.locator('.mark').boundingBox();
  const stage = await page.locator('.stage').boundingBox();
  if (mark === null || stage === null) throw new Error('expected a mark on a stage');
  expect(mark.x).toBeGreaterThan(stage.x);
  expect(mark.x + mark.width).toBeLessThan(stage.x + stage.width);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});
