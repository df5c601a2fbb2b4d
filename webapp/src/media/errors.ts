/**
 * Why a chosen file is not shown, as codes that a page turns into sentences.
 *
 * - `emptyFile`: it has no bytes.
 * - `notPictureOrVideo`: its first bytes are those of neither.
 * - `heic`: a picture as iPhones store it, which this browser cannot decode.
 * - `unreadablePicture`, `unreadableVideo`: it begins like one, but this browser cannot decode it.
 */
export const MEDIA_ERROR_CODES = [
  'emptyFile',
  'notPictureOrVideo',
  'heic',
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
