import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { filmTest, needsFilms } from './films';
import { openCamera } from './steps';

/** On a tablet and a desktop there is room for everyone in sight, and for their last minute. */

needsFilms();

const cards = (page: Page) => page.locator('.card');
const happy = EN.expressionName('happy');

/** Device pixels of a lane's chart in the colour that says what the page said. */
function chartedPixels(page: Page, label: number): Promise<number[]> {
  return page.locator('.minute canvas').evaluateAll((canvases, label) => {
    return canvases.map((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('expected a canvas');
      const { width, height } = canvas;
      const laneHeight = Math.floor(height / 7);
      const lane = canvas.getContext('2d')?.getImageData(0, label * laneHeight, width, laneHeight);
      const [red, green, blue] = [168, 67, 26];
      let count = 0;
      for (let at = 0; at < (lane?.data.length ?? 0); at += 4)
        if (lane?.data[at] === red && lane.data[at + 1] === green && lane.data[at + 2] === blue)
          count += 1;
      return count;
    });
  }, label);
}

filmTest.describe('of four faces', () => {
  filmTest.use({ film: 'four' });

  filmTest('each has a card with its bars and its last minute', async ({ page }) => {
    await openCamera(page, 30);
    await expect(cards(page)).toHaveCount(4);
    for (const number of [1, 2, 3, 4]) {
      const card = page.getByRole('group', { name: EN.live.faceNumber(number), exact: true });
      await expect(card.locator('.headline-title')).toContainText(happy);
      await expect(card.locator('.bar-top')).toContainText(happy);
      await expect(card.getByRole('img')).toHaveAccessibleName(EN.timeline.minute.text);
    }
    await expect
      .poll(async () => Math.min(...(await chartedPixels(page, 3))), { message: 'happy' })
      .toBeGreaterThan(20);
    expect(await chartedPixels(page, 4), 'sad').toEqual([0, 0, 0, 0]);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  filmTest('all of each is in the picture', async ({ page }) => {
    await openCamera(page, 10);
    const stage = await page.locator('.stage').boundingBox();
    if (stage === null) throw new Error('expected a stage');
    await expect(page.locator('.mark')).toHaveCount(4);
    for (const mark of await page.locator('.mark').all()) {
      const box = await mark.boundingBox();
      if (box === null) throw new Error('expected a mark');
      expect(box.x).toBeGreaterThanOrEqual(stage.x);
      expect(box.x + box.width).toBeLessThanOrEqual(stage.x + stage.width);
      expect(box.y).toBeGreaterThanOrEqual(stage.y);
      expect(box.y + box.height).toBeLessThanOrEqual(stage.y + stage.height);
    }
  });

  filmTest('a card’s button opens the details of its face', async ({ page }) => {
    await openCamera(page);
    const main = await page.locator('.mark-main').getAttribute('data-face');
    const other = page.locator('.card:not([data-main])').first().getByRole('button');
    await other.click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.locator('.mark-main')).not.toHaveAttribute('data-face', main ?? '');
    await expect(page.locator('.card[data-main]')).toHaveCount(1);
  });

  filmTest('on a phone the main face alone has the panel', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await openCamera(page);
    await expect(cards(page)).toHaveCount(1);
    await expect(page.locator('.minute')).toHaveCount(0);
    await page.setViewportSize({ width: 820, height: 1180 });
    await expect(cards(page)).toHaveCount(4);
    await page.setViewportSize({ width: 844, height: 390 });
    await expect(cards(page)).toHaveCount(1);
  });

  filmTest('nothing is measured while frames are read', async ({ page }) => {
    await openCamera(page, 10);
    await expect(cards(page)).toHaveCount(4);
    // In one go: what watches the test measures as well, before and after each of its steps.
    const measured = await page.evaluate(async () => {
      const asked: string[] = [];
      const note = (owner: object, names: readonly string[]) => {
        for (const name of names) {
          const property = Object.getOwnPropertyDescriptor(owner, name);
          const [key, original] =
            property?.get === undefined
              ? (['value', property?.value as unknown] as const)
              : (['get', Reflect.get(property, 'get') as unknown] as const);
          if (typeof original !== 'function') throw new Error(`expected ${name} in the browser`);
          const noted = function (this: unknown, ...args: unknown[]): unknown {
            asked.push(name);
            return Reflect.apply(original, this, args);
          };
          Object.defineProperty(owner, name, { ...property, [key]: noted });
        }
      };
      note(Element.prototype, ['clientWidth', 'clientHeight', 'getBoundingClientRect']);
      note(HTMLElement.prototype, ['offsetWidth', 'offsetHeight', 'offsetTop', 'offsetLeft']);
      note(window, ['getComputedStyle']);
      const frames = () =>
        Number(document.querySelector<HTMLElement>('.reading')?.dataset['frames']);
      const first = frames();
      while (frames() < first + 30) await new Promise(requestAnimationFrame);
      return asked;
    });
    expect(measured).toEqual([]);
  });
});

filmTest('a face alone has the whole panel, and its chart grows', async ({ page }) => {
  await openCamera(page, 10);
  await expect(cards(page)).toHaveCount(1);
  const [before = 0] = await chartedPixels(page, 3);
  await expect
    .poll(async () => (await chartedPixels(page, 3))[0], { timeout: 10_000 })
    .toBeGreaterThan(before + 100);
});
