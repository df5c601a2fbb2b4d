import { expect, test, type Page } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { FILMS_FOLDER, needsFilms } from './films';
import { openCamera, panel, waitForFrames, waitForReady } from './steps';

/** What breaks in the page itself, and how it goes on. */

needsFilms();

test('a page that cannot be drawn says so, and can be tried again', async ({ page }) => {
  await page.addInitScript(() => {
    const { prototype } = Intl.NumberFormat;
    const format = Object.getOwnPropertyDescriptor(prototype, 'format');
    Object.defineProperty(prototype, 'format', {
      get(this: Intl.NumberFormat): unknown {
        if (Reflect.get(window, 'isBroken') === true) throw new Error('simulated');
        return format?.get?.call(this);
      },
    });
  });
  await openCamera(page);
  // With a sheet's numbers.
  await page.getByRole('button', { name: EN.controls.more }).evaluate((button: HTMLElement) => {
    Reflect.set(window, 'isBroken', true);
    button.click();
  });
  await expect(page.getByRole('alert')).toContainText(EN.broken.title);
  await page.evaluate(() => Reflect.set(window, 'isBroken', false));
  await page.getByRole('button', { name: EN.failures.workerFailed.action }).click();
  await page.getByRole('button', { name: EN.notice.open }).click();
  await waitForFrames(page, 2);
});

/** Ends the worker that reads, as a phone does that needs the memory. */
async function killWorkers(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const worker of Reflect.get(window, 'workers') as Worker[]) {
      worker.terminate();
      worker.dispatchEvent(new ErrorEvent('error', { message: 'simulated' }));
    }
  });
}

test('a photo whose reader died gets a new one, and can be asked about again', async ({ page }) => {
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    Reflect.set(window, 'workers', workers);
    window.Worker = class extends Worker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        workers.push(this);
      }
    };
  });
  await page.goto('/');
  await waitForReady(page);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: EN.notice.picture }).click();
  await (await choosing).setFiles(`${FILMS_FOLDER}photo.png`);
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  await expect(page.locator('.search-bar')).toBeHidden();
  await killWorkers(page);
  // Each of the photo’s two faces has one.
  const why = page.getByRole('button', { name: EN.controls.why }).first();
  await why.click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  await why.click();
  await expect(page.locator('[data-explanation="done"]')).toBeVisible();
});
