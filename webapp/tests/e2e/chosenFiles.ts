import type { Page } from '@playwright/test';
import { withOrientation } from './exif';
import { readFilm } from './films';

export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Chooses a file by the button of that name. */
export async function choose(page: Page, button: string, file: ChosenFile): Promise<void> {
  const opening = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await opening).setFiles(file);
}

/** A film's first frame as a JPEG, stored as a camera held in that way would (EXIF, 1 to 8). */
export async function photo(
  page: Page,
  orientation = 1,
  film: 'one' | 'two' = 'one',
): Promise<ChosenFile> {
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

/** A photo of 20 small copies of the film's face, whose search takes a while. */
export async function crowd(page: Page): Promise<ChosenFile> {
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
