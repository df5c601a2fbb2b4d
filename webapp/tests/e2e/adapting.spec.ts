import { expect, test, type Locator, type Page } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { needsFilms } from './films';
import {
  openCamera,
  openFromMenu,
  readNumber,
  startCamera,
  waitForFrames,
  waitForReady,
} from './steps';

/** How the page adapts to a person's system: less motion, a screen with a notch, another direction. */

needsFilms();

const PHONE = { width: 390, height: 844 };

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('expected something to be seen');
  return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
}

test.describe('who wants less motion', () => {
  /** Everything on the page that would move. */
  const moving = (page: Page) =>
    page.evaluate(() =>
      Array.from(document.querySelectorAll('*'))
        .filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return parseFloat(transitionDuration) > 0 || animationName !== 'none';
        })
        .map((element) => element.className),
    );

  test('sees nothing glide', async ({ page }) => {
    await openCamera(page);
    expect(await moving(page)).toContain('bar-fill');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moving(page)).toEqual([]);
    await page.getByRole('button', { name: EN.controls.more }).click();
    expect(await moving(page)).toEqual([]);
  });
});

test.describe('on a screen with a notch', () => {
  /** An iPhone's, in CSS pixels. */
  const NOTCH = 47;
  const BAR = 34;

  async function cutScreen(page: Page, insets: Partial<Record<Side, number>>): Promise<void> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setSafeAreaInsetsOverride', { insets });
  }
  type Side = 'top' | 'right' | 'bottom' | 'left';

  test('upright, no words and no button lie below the notch or the bar', async ({ page }) => {
    await page.setViewportSize(PHONE);
    await cutScreen(page, { top: NOTCH, bottom: BAR });
    const lowest = PHONE.height - BAR;
    await page.goto('/');
    await waitForReady(page);
    expect((await boxOf(page.locator('.face-picture'))).top).toBeGreaterThanOrEqual(NOTCH);
    for (const button of await page.locator('.notice button').all()) {
      expect((await boxOf(button)).bottom).toBeLessThanOrEqual(lowest);
    }
    await page.getByRole('button', { name: EN.notice.open }).click();
    await waitForFrames(page, 3);
    expect((await boxOf(page.locator('.stage'))).top, 'edge to edge').toBe(0);
    expect((await boxOf(page.locator('.panel'))).bottom, 'edge to edge').toBe(PHONE.height);
    for (const button of await page.locator('.controls button').all()) {
      expect((await boxOf(button)).bottom).toBeLessThanOrEqual(lowest);
    }
    await openFromMenu(page, EN.menu.about);
    const close = page.getByRole('dialog').getByRole('button', { name: EN.controls.close });
    expect((await boxOf(close)).top).toBeGreaterThanOrEqual(NOTCH);
  });

  test('on its side, neither', async ({ page }) => {
    const [width, height] = [PHONE.height, PHONE.width];
    await page.setViewportSize({ width, height });
    await cutScreen(page, { left: NOTCH, right: NOTCH, bottom: BAR });
    await page.goto('/');
    await waitForReady(page);
    for (const part of await page.locator('.notice :is(button, h1, li)').all()) {
      const { left, right } = await boxOf(part);
      expect(left).toBeGreaterThanOrEqual(NOTCH);
      expect(right).toBeLessThanOrEqual(width - NOTCH);
    }
    await page.getByRole('button', { name: EN.notice.open }).click();
    await waitForFrames(page, 3);
    expect((await boxOf(page.locator('.stage'))).left, 'edge to edge').toBe(0);
    for (const button of await page.locator('.panel button').all()) {
      const { right, bottom } = await boxOf(button);
      expect(right).toBeLessThanOrEqual(width - NOTCH);
      expect(bottom).toBeLessThanOrEqual(height - BAR);
    }
  });
});

test.describe('written from right to left', () => {
  /** No language of the page is written so yet: this is what one would do. */
  async function turnAround(page: Page): Promise<void> {
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
  }

  test('the panel is turned around, and the mark stays on the face', async ({ page }) => {
    await page.setViewportSize(PHONE);
    await openCamera(page, 10);
    const mark = page.locator('.mark');
    const before = await boxOf(mark);
    await turnAround(page);
    await waitForFrames(page, (await readNumber(page, 'data-frames')) + 10);
    const after = await boxOf(mark);
    expect(Math.abs(after.left - before.left)).toBeLessThan(15);
    expect(Math.abs(after.right - before.right)).toBeLessThan(15);

    const why = await boxOf(page.locator('.why'));
    const title = await boxOf(page.locator('.headline-title'));
    expect(why.right).toBeLessThanOrEqual(title.left);
    const top = page.locator('.bar-top');
    const track = await boxOf(top.locator('.bar-track'));
    const fill = await boxOf(top.locator('.bar-fill'));
    expect(Math.abs(fill.right - track.right)).toBeLessThan(1);
    expect((await boxOf(top.locator('.bar-name'))).left).toBeGreaterThanOrEqual(track.right);
    for (const part of await page.locator('.panel :is(button, p, li)').all()) {
      const { left, right } = await boxOf(part);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(PHONE.width);
    }
  });

  test('a sheet closes on the left', async ({ page }) => {
    await page.setViewportSize(PHONE);
    await startCamera(page);
    await turnAround(page);
    await openFromMenu(page, EN.menu.settings);
    const dialog = page.getByRole('dialog');
    const close = await boxOf(dialog.getByRole('button', { name: EN.controls.close }));
    const title = await boxOf(dialog.getByRole('heading', { name: EN.settings.title }));
    expect(close.right).toBeLessThanOrEqual(title.left);
    const radio = dialog.getByRole('radio', { name: EN.settings.smoothings.calm });
    const words = dialog.getByText(EN.settings.smoothings.calm, { exact: true });
    expect((await boxOf(radio)).left).toBeGreaterThanOrEqual((await boxOf(words)).right);
  });
});
