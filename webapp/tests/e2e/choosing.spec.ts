import { readFileSync } from 'node:fs';
import { expect, test, type Locator } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { choose, photo, type ChosenFile } from './chosenFiles';
import { FILMS_FOLDER, needsFilms } from './films';
import {
  expectFailure,
  openCamera,
  openFromMenu,
  panel,
  readNumber,
  waitForFrames,
  waitForReady,
} from './steps';

needsFilms();

/** @returns whether the page keeps the browser from leaving it for the file */
async function dropOn(target: Locator, { buffer, name, mimeType }: ChosenFile): Promise<boolean> {
  return target.evaluate(
    (element, file) => {
      const dataTransfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(file.base64), (char) => char.charCodeAt(0));
      dataTransfer.items.add(new File([bytes], file.name, { type: file.type }));
      const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
      element.dispatchEvent(drop);
      return drop.defaultPrevented;
    },
    { base64: buffer.toString('base64'), name, type: mimeType },
  );
}

test('a photo is pasted', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  const { buffer } = await photo(page);
  await page.evaluate((bytes) => {
    const clipboard = new DataTransfer();
    clipboard.items.add(new File([Uint8Array.from(bytes)], 'pasted.jpg', { type: 'image/jpeg' }));
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard }));
  }, Array.from(buffer));
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});

test('a photo is dropped, and the page says where it may be', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  const { buffer } = await photo(page);
  const drag = (type: string) =>
    page.evaluate(
      ({ type, bytes }) => {
        const dataTransfer = new DataTransfer();
        const file = new File([Uint8Array.from(bytes)], 'dropped.jpg', { type: 'image/jpeg' });
        dataTransfer.items.add(file);
        const options = { dataTransfer, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new DragEvent(type, options));
      },
      { type, bytes: Array.from(buffer) },
    );
  await drag('dragover');
  await expect(page.getByText(EN.media.drop)).toBeVisible();
  await drag('drop');
  await expect(page.getByText(EN.media.drop)).toBeHidden();
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});

test('the file chooser is in the document when it is opened', async ({ page }) => {
  await page.addInitScript(() => {
    // Called on its own input below.
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const click = HTMLInputElement.prototype.click;
    HTMLInputElement.prototype.click = function () {
      if (this.type === 'file') Reflect.set(window, 'isChooserThere', this.isConnected);
      click.call(this);
    };
  });
  await page.goto('/');
  const opening = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: EN.notice.picture }).click();
  await opening;
  expect(await page.evaluate(() => Reflect.get(window, 'isChooserThere') as boolean)).toBe(true);
});

test('a picture dragged from another site is refused in a sentence, and the page stays', async ({
  page,
}) => {
  await page.goto('/');
  await waitForReady(page);
  const isKept = await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/uri-list', 'https://example.org/a.jpg');
    dataTransfer.setData('text/html', '<img src="https://example.org/a.jpg">');
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    document.body.dispatchEvent(drop);
    return drop.defaultPrevented;
  });
  expect(isKept).toBe(true);
  await expect(page.getByRole('dialog')).toContainText(EN.media.failures.addressOnly.text);
});

test('a photo that is dropped on a field or an open sheet is shown, and the page stays', async ({
  page,
}) => {
  await page.goto('/');
  await waitForReady(page);
  const dropped = await photo(page);
  const buffer = readFileSync(`${FILMS_FOLDER}clip.webm`);
  await choose(page, EN.notice.picture, { name: 'clip.webm', mimeType: 'video/webm', buffer });
  expect(await dropOn(page.getByRole('slider', { name: EN.media.position }), dropped)).toBe(true);
  await expect(page.locator('canvas.stage-picture')).toBeVisible();
  await openFromMenu(page, EN.menu.settings);
  const calm = page.getByRole('radio', { name: EN.settings.smoothings.calm });
  expect(await dropOn(calm, dropped)).toBe(true);
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});

test('a photo that is dropped on a failure is read once the models come', async ({ page }) => {
  await page.route('**/*.bin', (route) => route.abort());
  await page.goto('/');
  await expectFailure(page, 'network');
  await page.unroute('**/*.bin');
  await dropOn(page.locator('main'), await photo(page));
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
});

test('who opens the camera before the photo is open keeps the camera', async ({ page }) => {
  await page.addInitScript(() => {
    // Called on its own image below.
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const { decode } = HTMLImageElement.prototype;
    HTMLImageElement.prototype.decode = async function () {
      await new Promise((resolve) => {
        addEventListener('decode', resolve, { once: true });
      });
      await decode.call(this);
      Reflect.set(window, 'isDecoded', true);
    };
  });
  await page.goto('/');
  await waitForReady(page);
  await choose(page, EN.notice.picture, await photo(page));
  await expect(page.getByText(EN.media.opening)).toBeVisible();
  await page.getByRole('button', { name: EN.notice.open }).click();
  await waitForFrames(page, 1);
  await expect(page.getByText(EN.media.opening)).toBeHidden();
  await page.evaluate(() => dispatchEvent(new Event('decode')));
  await page.waitForFunction(() => Reflect.get(window, 'isDecoded') === true);
  await waitForFrames(page, (await readNumber(page, 'data-frames')) + 5);
  await expect(page.locator('video')).toBeVisible();
});

const HEIC_START = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
for (const [what, code, content] of [
  ['an iPhone’s HEIC picture', 'heic', HEIC_START],
  ['a text', 'notPictureOrVideo', Buffer.from('Dear diary')],
  ['an empty file', 'emptyFile', Buffer.alloc(0)],
  ['half a JPEG', 'unreadablePicture', Buffer.from('\xff\xd8\xff\xe0 and no more', 'latin1')],
  ['a broken video', 'unreadableVideo', Buffer.from('\x1a\x45\xdf\xa3 and no more', 'latin1')],
] as const) {
  test(`${what} is refused with a way on, and the camera goes on`, async ({ page }) => {
    await openCamera(page);
    const file = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: content };
    await choose(page, EN.controls.pictureLong, file);
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('heading')).toHaveText(EN.media.failures[code].title);
    await expect(dialog).toContainText(EN.media.failures[code].text);
    const frames = await readNumber(page, 'data-frames');
    await waitForFrames(page, frames + 3);
    const again = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: EN.notice.picture }).click();
    await (await again).setFiles(await photo(page));
    await expect(page.locator('canvas.stage-picture')).toBeVisible();
  });
}
