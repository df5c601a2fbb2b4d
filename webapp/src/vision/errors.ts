/**
 * Everything that can go wrong in the vision core, as codes a page can turn into sentences.
 *
 * Loading:
 * - `network`: a request failed before an answer came (offline, blocked, reset).
 * - `modelMissing`: the server answered 404 (or another error status) for a model or .wasm file.
 * - `htmlInsteadOfModel`: the server sent a web page instead of a model file.
 * - `modelCorrupt`: a file's bytes do not match the SHA-256 in its manifest, or it is truncated.
 * - `modelIncompatible`: a file is intact, but this version of the page cannot use it.
 * - `insecureContext`: the page is on neither https nor localhost, so files cannot be verified.
 *
 * Runtime:
 * - `wasmAbsent`: the browser has no WebAssembly, or none with SIMD.
 * - `wasmBlocked`: WebAssembly exists but could not be compiled or started (policy).
 * - `wasmHung`: WebAssembly neither started nor failed within the watchdog's time.
 * - `canvasAbsent`: the browser has no OffscreenCanvas with a 2D context in workers.
 *
 * Worker:
 * - `workerFailed`: the worker could not be started, or it crashed. Create a new reader.
 * - `workerHung`: a frame got no answer within the watchdog's time. Create a new reader.
 * - `protocolBroken`: a message between page and worker did not have the agreed shape.
 *
 * Calling:
 * - `badOption`: an option has an invalid value, or a name is unknown.
 *
 * Reading:
 * - `faceGone`: the face to explain is not in the newest reading. The reader still works.
 * - `badFrame`: this frame could not be read. The reader still works.
 * - `disposed`: the reader has been disposed.
 */
export const VISION_ERROR_CODES = [
  'network',
  'modelMissing',
  'htmlInsteadOfModel',
  'modelCorrupt',
  'modelIncompatible',
  'insecureContext',
  'wasmAbsent',
  'wasmBlocked',
  'wasmHung',
  'canvasAbsent',
  'workerFailed',
  'workerHung',
  'protocolBroken',
  'badFrame',
  'faceGone',
  'badOption',
  'disposed',
] as const;

export type VisionErrorCode = (typeof VISION_ERROR_CODES)[number];

/**
 * A failure of the vision core. `message` says what was expected, what came and what to do, for a
 * developer; pages show their own sentence, chosen by `code`. An abort is not a VisionError: it
 * rejects with the signal's reason, as `fetch` does.
 */
export class VisionError extends Error {
  override readonly name = 'VisionError';
  readonly code: VisionErrorCode;

  constructor(code: VisionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** True if `value` is one of the codes. */
export function isVisionErrorCode(value: unknown): value is VisionErrorCode {
  return VISION_ERROR_CODES.some((code) => code === value);
}

/** `error` itself if it is a VisionError; otherwise a VisionError with `code` and `error` as its cause. */
export function toVisionError(error: unknown, code: VisionErrorCode): VisionError {
  if (error instanceof VisionError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new VisionError(code, message, { cause: error });
}
