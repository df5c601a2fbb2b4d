import { MediaError } from './errors';

/**
 * Longer sides are scaled down to this while decoding: 4096² pixels are 64 MiB, which phones bear,
 * and faces are looked for in far fewer.
 */
const MAX_LONG_SIDE_PX = 4096;

/**
 * A picture's pixels, upright: cameras store how they were held (EXIF), and browsers turn the picture
 * by it. Said outright, because Safari before 15 and Chromium before 81 did so only when asked.
 *
 * @param isHeic the file is one that only some browsers decode, and that has a sentence of its own
 * @throws MediaError `heic` or `unreadablePicture`
 */
export async function openPicture(file: Blob, isHeic: boolean): Promise<ImageBitmap> {
  let whole: ImageBitmap;
  try {
    whole = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (error) {
    throw new MediaError(
      isHeic ? 'heic' : 'unreadablePicture',
      `expected a picture that this browser decodes, got ${file.size} bytes that it does not.`,
      { cause: error },
    );
  }
  const scale = MAX_LONG_SIDE_PX / Math.max(whole.width, whole.height);
  if (scale >= 1) return whole;
  try {
    return await createImageBitmap(whole, {
      resizeWidth: Math.round(whole.width * scale),
      resizeHeight: Math.round(whole.height * scale),
      resizeQuality: 'high',
    });
  } finally {
    whole.close();
  }
}
