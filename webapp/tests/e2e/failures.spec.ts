import { expect, test, type Route } from '@playwright/test';
import { EN } from '../../src/copy/en';
import type { FailureCode } from '../../src/state/session';
import { FILMS_FOLDER, filmTest, needsFilms } from './films';
import {
  expectFailure,
  expectWayOn,
  openCamera,
  openFromMenu,
  panel,
  readNumber,
  startCamera,
  waitForFrames,
} from './steps';

needsFilms();

test.describe('the camera', () => {
  // The browser's answer is simulated, since headless browsers have no person and no plugs.
  for (const [name, code, times] of [
    ['NotAllowedError', 'permissionDenied', 1],
    ['NotFoundError', 'noCamera', 1],
    // It is asked for once more without a size.
    ['NotReadableError', 'cameraInUse', 2],
  ] as const) {
    test(`${code} has its sentence and a way on`, async ({ page }) => {
      await page.addInitScript(
        ([errorName, refusals]) => {
          const devices = navigator.mediaDevices;
          const ask = devices.getUserMedia.bind(devices);
          let asked = 0;
          devices.getUserMedia = (constraints) => {
            asked += 1;
            if (asked > refusals) return ask(constraints);
            return Promise.reject(new DOMException('simulated', errorName));
          };
        },
        [name, times] as const,
      );
      await startCamera(page);
      await expectFailure(page, code);
      await expectWayOn(page, code);
    });
  }

  test('that is unplugged has its sentence and a way on', async ({ page }) => {
    await page.addInitScript(() => {
      const devices = navigator.mediaDevices;
      const ask = devices.getUserMedia.bind(devices);
      let isPluggedIn = true;
      devices.getUserMedia = async (constraints) => {
        // The next one that is asked for is plugged in again.
        if (!isPluggedIn) {
          isPluggedIn = true;
          throw new DOMException('simulated', 'NotFoundError');
        }
        const stream = await ask(constraints);
        addEventListener('unplug', () => {
          isPluggedIn = false;
          // stop() alone fires no event: it is the page's own doing.
          stream.getVideoTracks().forEach((track) => {
            track.stop();
            track.dispatchEvent(new Event('ended'));
          });
        });
        return stream;
      };
    });
    await openCamera(page);
    await page.evaluate(() => dispatchEvent(new Event('unplug')));
    await expectFailure(page, 'cameraLost');
    await expectWayOn(page, 'cameraLost');
  });

  test('that is refused while settings are open says so, and not behind them', async ({ page }) => {
    await page.addInitScript(() => {
      const devices = navigator.mediaDevices;
      const ask = devices.getUserMedia.bind(devices);
      devices.getUserMedia = async (constraints) => {
        const stream = await ask(constraints);
        addEventListener('unplug', () => {
          devices.getUserMedia = () =>
            Promise.reject(new DOMException('simulated', 'NotFoundError'));
          stream.getVideoTracks().forEach((track) => {
            track.stop();
            track.dispatchEvent(new Event('ended'));
          });
        });
        return stream;
      };
    });
    await openCamera(page);
    await openFromMenu(page, EN.menu.settings);
    await page.evaluate(() => dispatchEvent(new Event('unplug')));
    await expectFailure(page, 'cameraLost');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByRole('heading', { name: EN.failures.cameraLost.title })).toBeFocused();
  });

  test('that ends by itself is back without a tap', async ({ page }) => {
    await page.addInitScript(() => {
      const devices = navigator.mediaDevices;
      const ask = devices.getUserMedia.bind(devices);
      devices.getUserMedia = async (constraints) => {
        const stream = await ask(constraints);
        const [track] = stream.getVideoTracks();
        addEventListener(
          'end',
          () => {
            track?.stop();
            track?.dispatchEvent(new Event('ended'));
          },
          { once: true },
        );
        return stream;
      };
    });
    await openCamera(page, 3);
    await page.evaluate(() => dispatchEvent(new Event('end')));
    // Counted from each camera's first frame.
    await expect.poll(() => readNumber(page, 'data-frames')).toBeLessThan(3);
    await waitForFrames(page, 3);
    await expect(page.locator('.failure')).toHaveCount(0);
  });

  test('is not there without a camera interface', async ({ page }) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(Navigator.prototype, 'mediaDevices');
    });
    await startCamera(page);
    await expectFailure(page, 'unsupported');
  });
});

test('without a camera, a photo can be chosen at once', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('simulated', 'NotFoundError'));
  });
  await startCamera(page);
  await expectFailure(page, 'noCamera');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: EN.notice.picture }).click();
  await (await choosing).setFiles(`${FILMS_FOLDER}photo.png`);
  await expect(page.locator('.mark')).toHaveCount(2);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});

filmTest.describe('a browser that says no', () => {
  filmTest.use({ browserArgs: ['--use-fake-ui-for-media-stream=deny'] });
  filmTest('to the camera is told', async ({ page }) => {
    await startCamera(page);
    await expectFailure(page, 'permissionDenied');
  });
});

filmTest.describe('an address without https', () => {
  filmTest.use({ browserArgs: ['--host-resolver-rules=MAP mien.test 127.0.0.1'] });
  filmTest('is told', async ({ page, baseURL }) => {
    await page.goto((baseURL ?? '').replace('localhost', 'mien.test'));
    await expectFailure(page, 'insecureContext');
  });
});

test.describe('the model', () => {
  const cases: readonly [string, string, FailureCode, (route: Route) => Promise<void>][] = [
    ['that is not there', '**/manifest.json', 'modelMissing', (r) => r.fulfill({ status: 404 })],
    [
      'that comes as a page',
      '**/*.bin',
      'htmlInsteadOfModel',
      (r) => r.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Sign in</title>' }),
    ],
    ['with one wrong byte', '**/face_detector/*.bin', 'modelCorrupt', breakOneByte],
    ['that does not arrive', '**/*.bin', 'network', (r) => r.abort('connectionreset')],
    [
      'of another schema',
      '**/index.json',
      'modelIncompatible',
      (r) => r.fulfill({ json: { schema: 99 } }),
    ],
  ];
  for (const [what, url, code, answer] of cases) {
    test(`${what} is told, and loads on a second try`, async ({ page }) => {
      await page.context().route(url, answer);
      await page.goto('/');
      await expectFailure(page, code);
      // A file given up because the other one failed may still be on its way.
      await page.context().unrouteAll({ behavior: 'ignoreErrors' });
      await expectWayOn(page, code);
    });
  }
});

async function breakOneByte(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = await response.body();
  body[100] = (body[100] ?? 0) ^ 1;
  await route.fulfill({ response, body });
}

test('no second try opens the camera before the notice was read', async ({ page }) => {
  await page.context().route('**/index.json', (route) => route.fulfill({ status: 404 }));
  await page.goto('/');
  await expectFailure(page, 'modelMissing');
  await page.context().unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: EN.failures.modelMissing.action }).click();
  await expect(page.getByRole('button', { name: EN.notice.open })).toBeVisible();
});

test('every failure leads back to the start, too', async ({ page }) => {
  await page.context().route('**/index.json', (route) => route.fulfill({ status: 404 }));
  await page.goto('/');
  await expectFailure(page, 'modelMissing');
  await page.context().unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: EN.controls.leave }).click();
  await expect(page.getByRole('button', { name: EN.notice.open })).toBeVisible();
});
