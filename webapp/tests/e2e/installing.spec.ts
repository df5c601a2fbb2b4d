import { expect, test } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { needsFilms } from './films';
import { openCamera, waitForReady } from './steps';

needsFilms();

test('installing is offered where the browser offers it, and once', async ({ page }) => {
  await openCamera(page);
  await page.getByRole('button', { name: EN.controls.more }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: EN.menu.about })).toBeVisible();
  await expect(dialog.getByRole('button', { name: EN.menu.install })).toBeHidden();
  // As Chromium does on a visit that it finds worth it, which headless it never does.
  const isLeftToThePage = await page.evaluate(() => {
    const offer = new Event('beforeinstallprompt', { cancelable: true });
    const prompt = () => {
      document.title = 'asked';
      return Promise.resolve();
    };
    window.dispatchEvent(Object.assign(offer, { prompt }));
    return offer.defaultPrevented;
  });
  expect(isLeftToThePage).toBe(true);
  await dialog.getByRole('button', { name: EN.menu.install }).click();
  await expect.poll(() => page.title()).toBe('asked');
  await expect(dialog.getByRole('button', { name: EN.menu.install })).toBeHidden();
});

test('its shortcuts open the explanation, and the back camera', async ({ page }) => {
  await page.goto('/?open=about');
  await expect(page.getByRole('dialog')).toContainText(EN.about.boundsTitle);

  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = (constraints) => {
      document.title = JSON.stringify(constraints?.video);
      return ask(constraints);
    };
  });
  await page.goto('/?camera=back');
  await waitForReady(page);
  await page.getByRole('button', { name: EN.notice.open }).click();
  await expect.poll(() => page.title()).toContain('"facingMode":"environment"');
});
