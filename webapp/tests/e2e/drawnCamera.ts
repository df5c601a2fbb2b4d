import type { Page } from '@playwright/test';
import { readFilm, type Film } from './films';

/** What a test does to the drawn camera. */
export interface DrawnCamera {
  /** Covers the picture until no mark is left, and then for `moreMs`; ends when it is clear again. */
  cover(moreMs: number): Promise<void>;
}

/**
 * Gives the page a camera that shows a film's first frame swaying from side to side, and that a test
 * can cover as a passing hand would. To be called before the page is opened.
 */
export async function drawCamera(page: Page, film: Film): Promise<DrawnCamera> {
  const { widthPx, heightPx, greys } = readFilm(film);
  await page.addInitScript(
    ({ widthPx, heightPx, base64 }) => {
      const still = new OffscreenCanvas(widthPx, heightPx);
      const pixels = new ImageData(widthPx, heightPx);
      Array.from(atob(base64)).forEach((level, index) => {
        const grey = level.charCodeAt(0);
        pixels.data.set([grey, grey, grey, 255], 4 * index);
      });
      still.getContext('2d')?.putImageData(pixels, 0, 0);

      const canvas = document.createElement('canvas');
      canvas.width = widthPx;
      canvas.height = heightPx;
      const context = canvas.getContext('2d');
      let isCovered = false;
      setInterval(() => {
        if (context === null) return;
        context.fillStyle = '#808080';
        context.fillRect(0, 0, widthPx, heightPx);
        if (!isCovered) context.drawImage(still, 30 * Math.sin(performance.now() / 600), 0);
      }, 33);
      navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(30));

      // In the page itself: on its way from the test, a moment would be no moment any more.
      Reflect.set(window, 'coverCamera', async (moreMs: number) => {
        isCovered = true;
        while (document.querySelector('.mark') !== null) await new Promise(requestAnimationFrame);
        await new Promise((resolve) => setTimeout(resolve, moreMs));
        isCovered = false;
      });
    },
    // As text: an array's numbers pass one by one, which takes seconds.
    { widthPx, heightPx, base64: Buffer.from(greys).toString('base64') },
  );
  return {
    cover: (moreMs) =>
      page.evaluate((ms) => {
        const cover = Reflect.get(window, 'coverCamera') as (ms: number) => Promise<void>;
        return cover(ms);
      }, moreMs),
  };
}
