/**
 * Why a chosen file is not shown, as codes that a page turns into sentences.
 *
 * - `emptyFile`: it has no bytes.
 * - `addressOnly`: what was dropped has no file, only where it lies on another site.
 * - `unreadableFile`: the device does not give its bytes: it was moved, it is a folder, or it lies in
 *   a cloud and did not come.
 * - `notPictureOrVideo`: its first bytes are those of neither.
 * - `heic`: a picture as iPhones store it, which this browser cannot decode.
 * - `tooLarge`: a picture of so many pixels that decoding it could end the page.
 * - `unreadablePicture`, `unreadableVideo`: it begins like one, but this browser cannot decode it.
 */
export const MEDIA_ERROR_CODES = [
  'emptyFile',
  'addressOnly',
  'unreadableFile',
  'notPictureOrVideo',
  'heic',
  'tooLarge',
  'unreadablePicture',
  'unreadableVideo',
] as const;

export type MediaErrorCode = (typeof MEDIA_ERROR_CODES)[number];

/** A chosen file that cannot be shown. `message` is for developers. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
