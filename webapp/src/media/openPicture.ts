import { MediaError } from './errors';

/**
 * Pictures of more pixels are scaled down to so many, the largest canvas of Safari on phones
 * (github.com/jhildenbiddle/canvas-size). A panorama of 12,000 x 1,500 keeps nearly all of its own.
 */
const MAX_CANVAS_PIXELS = 4096 ** 2;
/** So are longer sides: graphics processors take none beyond (WebGL's MAX_TEXTURE_SIZE). */
const MAX_LONG_SIDE_PX = 16_384;

/** Keeps a side of exactly 16,384 px, which arithmetic may make 16,383.999. */
const ROUNDING = 1e-6;

/** The largest cameras of phones have 200 megapixels; a file that claims more is not theirs. */
const MAX_PIXELS = 256e6;

/**
 * A picture's pixels, upright: cameras store how they were held (EXIF), and browsers turn the picture
 * by it.
 *
 * Through an image element, for two reasons. Drawing one turns the picture in every browser since
 * Chromium 81 and Safari 13.1, while `createImageBitmap` knows 'from-image' only since Chromium 112
 * and Firefox 111, and refuses the word before (MDN's compatibility data). And its size is known
 * before it is decoded, so that a huge one is refused, and a large one decoded no larger than it is
 * drawn: for a JPEG of 100 megapixels, Chromium's peak fell from 683 to 264 MiB.
 *
 * @param isHeic the file is one that only some browsers decode, and that has a sentence of its own
 * @throws MediaError `heic`, `tooLarge` or `unreadablePicture`
 */
export async function openPicture(file: Blob, isHeic: boolean): Promise<ImageBitmap> {
  const url = URL.createObjectURL(file);
  try {
    const image = await loadImage(url);
    const { naturalWidth, naturalHeight } = image;
    if (naturalWidth * naturalHeight > MAX_PIXELS) throw tooLarge(naturalWidth, naturalHeight);
    return await drawImage(image);
  } catch (error) {
    if (error instanceof MediaError) throw error;
    throw new MediaError(
      isHeic ? 'heic' : 'unreadablePicture',
      `expected a picture that this browser decodes, got ${file.size} bytes that it does not.`,
      { cause: error },
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

function loadImage(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      resolve(image);
    };
    image.onerror = () => {
      reject(new Error('the image element refused it'));
    };
    image.src = url;
  });
}

async function drawImage(image: HTMLImageElement): Promise<ImageBitmap> {
  const { naturalWidth, naturalHeight } = image;
  const scale = Math.min(
    1,
    MAX_LONG_SIDE_PX / Math.max(naturalWidth, naturalHeight),
    Math.sqrt(MAX_CANVAS_PIXELS / (naturalWidth * naturalHeight)),
  );
  // Beside the page, and finding damage; but always at full size.
  if (scale === 1) await image.decode();
  const widthPx = Math.max(1, Math.floor(naturalWidth * scale + ROUNDING));
  const heightPx = Math.max(1, Math.floor(naturalHeight * scale + ROUNDING));
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw it on');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, widthPx, heightPx);
  return canvas.transferToImageBitmap();
}

function tooLarge(widthPx: number, heightPx: number): MediaError {
  return new MediaError(
    'tooLarge',
    `expected a picture of at most ${MAX_PIXELS} pixels, got ${widthPx} x ${heightPx}.`,
  );
}
