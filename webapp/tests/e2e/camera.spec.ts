import { expect, test, type Page } from '@playwright/test';
import type { Trouble } from '../../src/camera/life/state';
import { EN } from '../../src/copy/en';
import { needsFilms } from './films';
import { openCamera, panel, readNumber, startCamera, waitForFrames } from './steps';

/** What phones do to a camera: each ends in readings, or in a sentence with a way on that works. */

needsFilms();

/** As the page promises; its machine is half as long in coming here, on a machine that is shared. */
const PROMISED_MS = 10_000;

async function expectTrouble(page: Page, trouble: Trouble): Promise<void> {
  const { title, help } = EN.troubles[trouble];
  await expect(page.locator('.headline-title')).toHaveText(title, { timeout: PROMISED_MS });
  await expect(page.locator('.headline-help')).toHaveText(help);
  await expect(page.locator('.viewer').getByRole('status')).toContainText(title);
  await expect(page.locator('.mark')).toHaveCount(0);
}

/** The way on that is offered leads to readings. */
async function expectWayOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: EN.troubles.again }).click();
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  await expect(page.getByRole('button', { name: EN.controls.why })).toBeVisible();
}

/** Puts another answer in the camera's place until the page sets `isWell`. */
async function breakCamera(page: Page, answer: string): Promise<void> {
  await page.addInitScript(`{
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = (constraints) =>
      window.isWell ? ask(constraints) : (${answer})(constraints, ask);
  }`);
}

async function mend(page: Page): Promise<void> {
  await page.evaluate(() => Reflect.set(window, 'isWell', true));
}

/** Chromium's: a live track into which nobody writes. */
const SILENT_CAMERA = `async () =>
  new MediaStream([new MediaStreamTrackGenerator({ kind: 'video' })])`;

test('a picture that the system paused goes on', async ({ page }) => {
  await openCamera(page);
  await page.locator('video').evaluate((video: HTMLVideoElement) => {
    video.pause();
  });
  const frames = await readNumber(page, 'data-frames');
  await waitForFrames(page, frames + 3, PROMISED_MS);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});

test('a camera that refuses the wished size is asked again without one', async ({ page }) => {
  await breakCamera(
    page,
    `(constraints, ask) => JSON.stringify(constraints).includes('width')
      ? Promise.reject(new DOMException('Could not start video source', 'NotReadableError'))
      : ask(constraints)`,
  );
  await openCamera(page);
});

test('a question that is never answered is spoken of, and asked again', async ({ page }) => {
  await breakCamera(page, `() => new Promise(() => undefined)`);
  await startCamera(page);
  await expectTrouble(page, 'question');
  await mend(page);
  await expectWayOn(page);
});

test('a camera that gives no frame is spoken of, and opened again', async ({ page }) => {
  await breakCamera(page, SILENT_CAMERA);
  await startCamera(page);
  await expectTrouble(page, 'noPicture');
  await mend(page);
  await expectWayOn(page);
});

test('a camera that falls silent takes its reading with it, and comes back by itself', async ({
  page,
}) => {
  await page.addInitScript(() => Reflect.set(window, 'isWell', true));
  await breakCamera(page, SILENT_CAMERA);
  await openCamera(page);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  // As a call takes it: no error, no end, no new frame, and none when it is asked for again.
  await page.locator('video').evaluate((video: HTMLVideoElement) => {
    Reflect.set(window, 'isWell', false);
    const Generator = Reflect.get(window, 'MediaStreamTrackGenerator') as new (
      options: object,
    ) => MediaStreamTrack;
    video.srcObject = new MediaStream([new Generator({ kind: 'video' })]);
  });
  await expectTrouble(page, 'noPicture');
  await mend(page);
  // The tries that are left are made in silence.
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy', { timeout: 20_000 });
});

/** A camera whose every frame is the same. */
const PAINTED = (paint: string) => `() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  const context = canvas.getContext('2d');
  setInterval(() => { ${paint} }, 33);
  return Promise.resolve(canvas.captureStream(30));
}`;

test('a black picture is called black, not a missing face', async ({ page }) => {
  await breakCamera(page, PAINTED(`context.fillRect(0, 0, 640, 480);`));
  await startCamera(page);
  await expectTrouble(page, 'black');
  await mend(page);
  await expectWayOn(page);
});

test('a picture of one colour and one that stands still have their sentences', async ({ page }) => {
  await page.addInitScript(() => Reflect.set(window, 'band', 0));
  await breakCamera(
    page,
    PAINTED(
      `context.fillStyle = '#087a1c'; context.fillRect(0, 0, 640, 480);
       context.fillStyle = '#fff'; context.fillRect(0, 0, window.band, 480);`,
    ),
  );
  await startCamera(page);
  await expectTrouble(page, 'blank');
  await page.evaluate(() => Reflect.set(window, 'band', 300));
  await expectTrouble(page, 'frozen');
  await mend(page);
  await expectWayOn(page);
});

test('Switch leads from any back lens to the front camera', async ({ page }) => {
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    const lenses = ['front', 'back wide', 'back ultra wide', 'back telephoto'];
    const asked: string[] = [];
    Reflect.set(window, 'asked', asked);
    devices.enumerateDevices = () =>
      Promise.resolve(
        lenses.map(
          (label) =>
            ({ deviceId: label, groupId: '', kind: 'videoinput', label }) as MediaDeviceInfo,
        ),
      );
    devices.getUserMedia = async (constraints) => {
      const video = constraints?.video as MediaTrackConstraints;
      const exact = (video.deviceId as { exact?: string } | undefined)?.exact;
      const lens = exact ?? (video.facingMode === 'environment' ? 'back wide' : 'front');
      asked.push(lens);
      const stream = await ask({ video: true });
      const facingMode = lens === 'front' ? 'user' : 'environment';
      for (const track of stream.getVideoTracks()) {
        track.getSettings = () => ({ deviceId: lens, facingMode });
      }
      return stream;
    };
  });
  await openCamera(page);
  for (let turn = 0; turn < 2; turn += 1) {
    await page.getByRole('button', { name: EN.controls.switchCamera }).click();
    await waitForFrames(page, 2);
  }
  const asked = await page.evaluate(() => Reflect.get(window, 'asked') as string[]);
  expect(asked).toEqual(['front', 'back wide', 'front']);
});
