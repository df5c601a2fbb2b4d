import { existsSync } from 'node:fs';
import drawFilms from '../e2e/drawFilms';
import { FILMS_FOLDER } from '../e2e/films';

/** A photo of two smiling faces. */
export const PHOTO = `${FILMS_FOLDER}photo.png`;
/** A video of one, VP8 in WebM. */
export const VIDEO = `${FILMS_FOLDER}clip.webm`;

/** Draws the faces, unless the browser tests have just done so. */
export default function drawFaces(): void {
  if (!existsSync(PHOTO)) drawFilms();
}
