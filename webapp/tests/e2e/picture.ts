import type { Locator } from '@playwright/test';
import { PNG } from 'pngjs';
import type { GreyPicture } from './films';

/** Points across and down at which pictures are compared. */
const ACROSS = 32;
const DOWN = 24;
/** On a phone, the sheet's round corners lie over the lowest part. */
const UNCOVERED_SHARE = 0.9;

/**
 * How well what is seen of a stage is the film on it: the correlation of their greys on a grid, 1 for
 * the same picture, about 0 for another one.
 *
 * @param mirrored compares with the film as a mirror shows it
 */
export async function likeness(
  stage: Locator,
  film: GreyPicture,
  mirrored: boolean,
): Promise<number> {
  const seen = PNG.sync.read(await stage.screenshot());
  const scale = await filmScale(stage, { width: seen.width, height: seen.height }, film);
  const onScreen: number[] = [];
  const inFilm: number[] = [];
  for (let row = 0; row < DOWN; row += 1) {
    for (let column = 0; column < ACROSS; column += 1) {
      const x = (seen.width * (column + 0.5)) / ACROSS;
      const y = (UNCOVERED_SHARE * seen.height * (row + 0.5)) / DOWN;
      const offCentre = (mirrored ? -1 : 1) * (x - seen.width / 2);
      const filmX = Math.floor(film.widthPx / 2 + offCentre / scale);
      const filmY = Math.floor(film.heightPx / 2 + (y - seen.height / 2) / scale);
      const grey = film.greys[filmY * film.widthPx + filmX];
      // Beside a whole film the stage is empty.
      if (grey === undefined) continue;
      onScreen.push(greyAt(seen, Math.floor(x), Math.floor(y)));
      inFilm.push(grey);
    }
  }
  return correlation(onScreen, inFilm);
}

/** Pixels of a stage of this size per pixel of the film, whole or cut at two sides. */
export async function filmScale(
  stage: Locator,
  size: { readonly width: number; readonly height: number },
  film: { readonly widthPx: number; readonly heightPx: number },
): Promise<number> {
  const fit = await stage.locator('video').evaluate((video) => getComputedStyle(video).objectFit);
  const scales = [size.width / film.widthPx, size.height / film.heightPx];
  return fit === 'contain' ? Math.min(...scales) : Math.max(...scales);
}

function greyAt({ data, width }: PNG, x: number, y: number): number {
  const [red = 0, green = 0, blue = 0] = data.subarray(4 * (y * width + x));
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Pearson's, of two lists of one length. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const fromMean = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [da, db] = [fromMean(a), fromMean(b)];
  const dot = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, index) => sum + value * (v[index] ?? 0), 0);
  return dot(da, db) / Math.sqrt(dot(da, da) * dot(db, db));
}
