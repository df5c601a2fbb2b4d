import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { withOrientation } from './exif';
import { FILMS_FOLDER, needsFilms, readFilm } from './films';
import { openCamera, panel, readNumber, waitForFrames, waitForReady } from './steps';

needsFilms();

interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Chooses a file by the button of that name. */
async function choose(page: Page, button: string, file: ChosenFile): Promise<void> {
  const opening = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await opening).setFiles(file);
}

/** A film's first frame as a JPEG, stored as a camera held in that way would (EXIF, 1 to 8). */
async function photo(page: Page, orientation = 1, film: 'one' | 'two' = 'one') {
  const { widthPx, heightPx, greys } = readFilm(film);
  // There and back as text: an array's numbers pass one by one, which takes seconds.
  const base64 = await page.evaluate(
    async ({ widthPx, heightPx, base64, orientation }) => {
      const upright = new OffscreenCanvas(widthPx, heightPx);
      const pixels = new ImageData(widthPx, heightPx);
      Array.from(atob(base64)).forEach((level, index) => {
        const grey = level.charCodeAt(0);
        pixels.data.set([grey, grey, grey, 255], 4 * index);
      });
      upright.getContext('2d')?.putImageData(pixels, 0, 0);
      // What turns an upright picture into the stored one: the inverse of the turn that the
      // orientation asks for (EXIF 2.3, tag 274). 6 and 8 are each other's, the rest their own.
      const turns = [
        [1, 0, 0, 1, 0, 0],
        [-1, 0, 0, 1, widthPx, 0],
        [-1, 0, 0, -1, widthPx, heightPx],
        [1, 0, 0, -1, 0, heightPx],
        [0, 1, 1, 0, 0, 0],
        [0, -1, 1, 0, 0, widthPx],
        [0, -1, -1, 0, heightPx, widthPx],
        [0, 1, -1, 0, heightPx, 0],
      ] as const;
      const [a, b, c, d, e, f] = turns[orientation - 1] ?? turns[0];
      const isOnSide = orientation > 4;
      const stored = new OffscreenCanvas(
        isOnSide ? heightPx : widthPx,
        isOnSide ? widthPx : heightPx,
      );
      const context = stored.getContext('2d');
      context?.setTransform(a, b, c, d, e, f);
      context?.drawImage(upright, 0, 0);
      const blob = await stored.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    { widthPx, heightPx, base64: Buffer.from(greys).toString('base64'), orientation },
  );
  const buffer = withOrientation(Buffer.from(base64, 'base64'), orientation);
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer };
}

test('a chosen photo is read, however the camera was held', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  let first: readonly [number, number] | undefined;
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const button = orientation === 1 ? EN.notice.picture : EN.controls.pictureLong;
    const file = await photo(page, orientation);
    // A new photo's mark is a new one; until it is read, that of the photo before may still be there.
    await page.evaluate(() => {
      for (const mark of document.querySelectorAll('.mark')) mark.setAttribute('data-before', '');
    });
    await choose(page, button, file);
    await expect(page.locator('.mark:not([data-before])')).toBeVisible();
    await expect(page.locator('canvas.stage-picture')).toHaveAttribute('width', '640');
    await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
    const at = await markInPicture(page);
    first ??= at;
    // The same face at the same place; JPEG blocks differ a little from turn to turn.
    expect(Math.abs(at[0] - first[0])).toBeLessThan(6);
    expect(Math.abs(at[1] - first[1])).toBeLessThan(6);
  }
});

/** Where the mark lies from the picture's corner, read at one moment: the page may still be moving. */
async function markInPicture(page: Page): Promise<readonly [number, number]> {
  return page.evaluate(() => {
    const [mark, picture] = ['.mark', 'canvas.stage-picture'].map((selector) =>
      document.querySelector(selector)?.getBoundingClientRect(),
    );
    return [
      (mark?.x ?? NaN) - (picture?.x ?? NaN),
      (mark?.y ?? NaN) - (picture?.y ?? NaN),
    ] as const;
  });
}

test('a photo turns the camera off, and the camera comes back', async ({ page }) => {
  await openCamera(page);
  await choose(page, EN.controls.pictureLong, await photo(page));
  await expect(page.locator('canvas.stage-picture')).toBeVisible();
  await expect(page.locator('video')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole('button', { name: EN.controls.camera }).click();
  await waitForFrames(page, 3);
});

test('why works on a photo, and each of its faces can be tapped', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  await choose(page, EN.notice.picture, await photo(page, 1, 'two'));
  await expect(page.locator('.mark')).toHaveCount(2);
  await page.locator('.mark:not(.mark-main)').click();
  await expect(page.locator('[data-explanation="done"]')).toBeVisible();
});

/** A photo of 20 small copies of the film's face, whose search takes a while. */
async function crowd(page: Page): Promise<ChosenFile> {
  const { buffer } = await photo(page);
  const base64 = await page.evaluate(async (jpeg) => {
    const bytes = Uint8Array.from(atob(jpeg), (letter) => letter.charCodeAt(0));
    const face = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(3200, 1600);
    const context = canvas.getContext('2d');
    if (context !== null) context.imageSmoothingQuality = 'high';
    for (let place = 0; place < 20; place += 1) {
      const [x, y] = [(place % 5) * 640, Math.floor(place / 5) * 400];
      context?.drawImage(face, x, y, 320, 240);
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    const drawn = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(drawn, (byte) => String.fromCharCode(byte)).join(''));
  }, buffer.toString('base64'));
  return { name: 'crowd.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}

test('every face of a large photo is found, and the search says how far it is', async ({
  page,
}) => {
  await page.goto('/');
  await waitForReady(page);
  await choose(page, EN.notice.picture, await crowd(page));
  await expect(page.getByRole('progressbar', { name: EN.media.searching })).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 });
  await expect(page.locator('.mark')).toHaveCount(20);
});

test('a search can be ended, and what was found stays', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  await choose(page, EN.notice.picture, await crowd(page));
  await expect(page.locator('.mark').first()).toBeVisible();
  await page.getByRole('button', { name: EN.media.enough }).click();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(page.locator('.mark').first()).toBeVisible();
  // Another photo is read at once.
  await choose(page, EN.controls.pictureLong, await photo(page));
  await expect(page.locator('.mark')).toHaveCount(1);
});

test('a photo without a face says so', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  const bytes = await page.evaluate(async () => {
    const wall = new OffscreenCanvas(640, 480);
    wall.getContext('2d')?.fillRect(0, 0, 320, 480);
    const blob = await wall.convertToBlob();
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
  });
  const file = { name: 'wall.png', mimeType: 'image/png', buffer: Buffer.from(bytes) };
  await choose(page, EN.notice.picture, file);
  await expect(page.locator('.headline-title')).toHaveText(EN.live.noFaceInFile);
});

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

test('a video is played through, read, and its timeline is on its own clock', async ({ page }) => {
  await page.goto('/');
  await waitForReady(page);
  const clip = {
    name: 'clip.webm',
    mimeType: 'video/webm',
    buffer: readFileSync(`${FILMS_FOLDER}clip.webm`),
  };
  await choose(page, EN.notice.picture, clip);
  const slider = page.getByRole('slider', { name: EN.media.position });
  await expect(slider).toHaveAttribute('aria-valuetext', '0:02 of 0:02');
  await expect(page.getByRole('button', { name: EN.media.play })).toBeVisible();
  await expect(panel(page)).toHaveAttribute('data-expression', 'happy');
  // Its last frame shows the face on the right.
  const stage = await page.locator('.stage').boundingBox();
  const middle = async () => {
    const box = await page.locator('.mark').boundingBox();
    return box === null ? 0 : box.x + box.width / 2;
  };
  await expect.poll(middle).toBeGreaterThan((stage?.width ?? 0) * 0.6);

  // Back to the start, by keyboard, while it stands still.
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', '0:00 of 0:02');
  await expect
    .poll(async () => (await page.locator('.mark').boundingBox())?.x ?? Infinity)
    .toBeLessThan((stage?.width ?? 0) * 0.4);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await page.getByRole('button', { name: EN.controls.timeline }).click();
  await expect(page.getByRole('dialog')).toContainText(/Recorded: 0:0[12]/);
});
