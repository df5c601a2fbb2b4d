/**
 * Why there is no camera picture.
 *
 * - `insecureContext`: the page is on neither https nor localhost, where browsers hide cameras.
 * - `unsupported`: the browser has no camera interface at all.
 * - `permissionDenied`: the person, the site's settings or the system said no.
 * - `noCamera`: the device has none.
 * - `cameraInUse`: another program or tab holds it, or it would not start.
 * - `cameraLost`: it was there and went away, for example unplugged.
 */
export const CAMERA_ERROR_CODES = [
  'insecureContext',
  'unsupported',
  'permissionDenied',
  'noCamera',
  'cameraInUse',
  'cameraLost',
] as const;

export type CameraErrorCode = (typeof CAMERA_ERROR_CODES)[number];

/** A failure to open or keep the camera. Pages choose their sentence by `code`. */
export class CameraError extends Error {
  override readonly name = 'CameraError';
  readonly code: CameraErrorCode;

  constructor(code: CameraErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The CameraError behind what `getUserMedia` rejected with. Names before the standard's, which old
 * Chromes and Firefoxes use, count too.
 */
export function toCameraError(error: unknown): CameraError {
  const name = nameOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return new CameraError(CODE_BY_NAME.get(name) ?? 'cameraInUse', `${name}: ${message}`, {
    cause: error,
  });
}

/** An error's name; OverconstrainedError is no Error in some browsers. */
export function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('name' in error)) return '';
  return typeof error.name === 'string' ? error.name : '';
}

const CODE_BY_NAME = new Map<string, CameraErrorCode>([
  ['NotAllowedError', 'permissionDenied'],
  ['PermissionDeniedError', 'permissionDenied'],
  ['SecurityError', 'permissionDenied'],
  ['NotFoundError', 'noCamera'],
  ['DevicesNotFoundError', 'noCamera'],
  ['OverconstrainedError', 'noCamera'],
  ['NotReadableError', 'cameraInUse'],
  ['TrackStartError', 'cameraInUse'],
  ['AbortError', 'cameraInUse'],
  ['TypeError', 'unsupported'],
]);
