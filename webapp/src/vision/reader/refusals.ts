import { VisionError } from '../errors';

/* Messages for developers, in a part that is loaded only when needed. */

/** What to do if such a thing cannot be read. */
const ADVICE: Readonly<Record<string, string>> = {
  Blob: 'This browser cannot open it.',
  File: 'This browser cannot open it.',
  HTMLImageElement: 'Is its address right? Await its decode().',
  HTMLVideoElement: 'Wait for its loadeddata event, or use watch.',
  ImageBitmap: 'Read it before you close it.',
  Object: 'Its data must have width * height * 4 bytes: RGBA.',
  Promise: 'Await it first.',
  String: 'Fetch it, and read its blob().',
  VideoFrame: 'Read it before you close it.',
};

/** @param kind of object, by its name */
export function badPicture(kind: string, cause: unknown): VisionError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new VisionError(
    'badFrame',
    'expected an img, video, canvas, OffscreenCanvas, ImageBitmap, ImageData, VideoFrame, Blob, ' +
      `File or { data, width, height } with a picture, got ${kind}. ${ADVICE[kind] ?? ''} (${reason})`,
    { cause },
  );
}

/** A picture that the page may show but not read. */
export function foreignPicture(): VisionError {
  return new VisionError(
    'badFrame',
    'expected a picture that this page may read, got one of another site. Load it with ' +
      "crossorigin='anonymous', from a server that allows that (CORS).",
  );
}

/** @param reasons one for each way that was tried */
export function noWorker(reasons: readonly string[]): VisionError {
  return new VisionError(
    'workerFailed',
    `The worker did not start (${reasons.join(' ')}). A Content-Security-Policy must allow it: ` +
      "worker-src 'self', or blob: where a bundler left its file out. Or serve the package's " +
      'worker.js yourself, and name its address as `worker`.',
  );
}

/** @param name of the option */
export function badOption(name: string, expected: string, got: unknown): VisionError {
  const words = got !== null && typeof got === 'object' ? 'an object' : String(got);
  return new VisionError('badOption', `${name}: expected ${expected}, got ${words}.`);
}
