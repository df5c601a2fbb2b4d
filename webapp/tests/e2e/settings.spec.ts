import { expect, test } from '@playwright/test';
import { LANGUAGES } from '../../src/copy';
import { EN } from '../../src/copy/en';
import { needsFilms } from './films';
import {
  closeSheet,
  openCamera,
  openFromMenu,
  panel,
  prepend,
  readNumber,
  waitForFrames,
} from './steps';

needsFilms();

const { de: DE } = LANGUAGES;

test('the language changes at once, stays, and the document says so', async ({ page }) => {
  await openCamera(page);
  await openFromMenu(page, EN.menu.settings);
  await page.getByRole('radio', { name: DE.languageName }).check();
  await expect(page.getByRole('heading', { name: DE.settings.title })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  // The camera went on: nothing was loaded again.
  await page.keyboard.press('Escape');
  await expect(page.locator('.headline-title')).toContainText(DE.expressionName('happy'));
  await page.reload();
  await expect(page.getByRole('button', { name: DE.notice.open })).toBeVisible();
});

test.describe("in a German's browser", () => {
  test.use({ locale: 'de-AT' });

  test('the page is German without being asked', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { name: DE.notice.lead })).toBeVisible();
  });
});

test('another model is loaded and reads, and is taken again on the next visit', async ({
  page,
}) => {
  await openCamera(page);
  await openFromMenu(page, EN.menu.settings);
  const models = page.getByRole('group', { name: EN.settings.model }).getByRole('radio');
  await expect.poll(() => models.count()).toBeGreaterThan(1);
  // The default comes first.
  const wanted = models.last();
  const name = await wanted.evaluate((input) => input.closest('label')?.textContent ?? '');
  await wanted.click();
  await expect(wanted).toBeChecked();
  await closeSheet(page);
  await waitForFrames(page, 3);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  await page.reload();
  await page.getByRole('button', { name: EN.notice.open }).click();
  await waitForFrames(page, 3);
  await openFromMenu(page, EN.menu.settings);
  await expect(page.getByRole('radio', { name })).toBeChecked();
});

test('steadiness that is changed while a frame is read reaches the same worker', async ({
  page,
}) => {
  // As on a slow phone: nearly always a frame is being read.
  const slowly = `addEventListener('message', ({ data }) => {
    const until = performance.now() + 250;
    while (data.kind === 'read' && performance.now() < until);
  });`;
  let workers = 0;
  await page.context().route('**/worker-*.js', (route) => {
    // The page fetches the file ahead, too, which starts nothing.
    if (route.request().resourceType() !== 'script') return route.continue();
    workers += 1;
    return prepend(route, slowly);
  });
  await openCamera(page);
  await openFromMenu(page, EN.menu.settings);
  const choices = page.getByRole('group', { name: EN.settings.smoothing }).getByRole('radio');
  for (const smoothing of ['calm', 'off'] as const) {
    await choices.and(page.getByLabel(EN.settings.smoothings[smoothing])).check();
    await waitForFrames(page, (await readNumber(page, 'data-frames')) + 3);
  }
  expect(workers).toBe(1);
});

test('a chosen model that did not come can be chosen again', async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem('mien.settings', JSON.stringify({ model: 'accurate' }));
  });
  await page.context().route('**/models/accurate/**', (route) => route.abort());
  await openCamera(page);
  await page.context().unrouteAll({ behavior: 'wait' });
  await openFromMenu(page, EN.menu.settings);
  const wanted = page.getByRole('radio', { name: EN.settings.modelNames['accurate'] ?? '' });
  await expect(wanted).not.toBeChecked();
  await wanted.click();
  await expect(wanted).toBeChecked();
});

test('a chosen model that is gone gives way to the default', async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem('mien.settings', JSON.stringify({ model: 'withdrawn' }));
  });
  await openCamera(page);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});

test('the picture is mirrored as the person says', async ({ page }) => {
  await openCamera(page);
  await expect(page.locator('.stage-picture')).toHaveClass(/mirrored/);
  await openFromMenu(page, EN.menu.settings);
  await page.getByRole('radio', { name: EN.settings.mirrors.off }).last().check();
  await closeSheet(page);
  await expect(page.locator('.stage-picture')).not.toHaveClass(/mirrored/);
});

test('it is silent until the person wants sound', async ({ page }) => {
  await page.addInitScript(() => {
    const { AudioContext } = window;
    Reflect.set(window, 'contexts', 0);
    window.AudioContext = class extends AudioContext {
      constructor() {
        super();
        Reflect.set(window, 'contexts', Number(Reflect.get(window, 'contexts')) + 1);
      }
    };
  });
  const contexts = () => page.evaluate(() => Number(Reflect.get(window, 'contexts')));
  await openCamera(page, 10);
  await openFromMenu(page, EN.menu.settings);
  const sound = page.getByRole('checkbox', { name: EN.settings.soundHelp });
  await expect(sound).not.toBeChecked();
  expect(await contexts()).toBe(0);
  await sound.check();
  await expect.poll(contexts).toBe(1);
});

test('the sound is back after a call', async ({ page }) => {
  await page.addInitScript(() => {
    const { AudioContext } = window;
    window.AudioContext = class extends AudioContext {
      constructor() {
        super();
        Reflect.set(window, 'audio', this);
      }
    };
  });
  await openCamera(page);
  await openFromMenu(page, EN.menu.settings);
  await page.getByRole('checkbox', { name: EN.settings.soundHelp }).check();
  const heard = await page.evaluate(async () => {
    const audio = Reflect.get(window, 'audio') as AudioContext;
    await audio.resume();
    const states: string[] = [];
    const back = new Promise((resolve) => {
      audio.addEventListener('statechange', () => {
        states.push(audio.state);
        if (audio.state === 'running') resolve(undefined);
      });
    });
    // As a phone does for a call.
    await audio.suspend();
    await back;
    return states;
  });
  expect(heard).toEqual(['suspended', 'running']);
});

test('where storage is refused the page works, and says that settings are not kept', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('refused', 'SecurityError');
      },
    });
  });
  await openCamera(page);
  await openFromMenu(page, EN.menu.settings);
  await page.getByRole('checkbox', { name: EN.settings.soundHelp }).check();
  await expect(page.getByText(EN.settings.notKept)).toBeVisible();
});
