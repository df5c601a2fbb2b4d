import { VisionError } from '../errors';
import type { ModelFile } from './manifest';
import { withWatchdog } from './watchdog';

/** A download without data for this long counts as a lost network. */
const STALLED_AFTER_MS = 20_000;

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the size of each piece as it arrives. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** 'reload' bypasses the browser's cache. */
  readonly cache?: RequestCache | undefined;
  /** Reading stops beyond this, so that a lying host cannot fill the memory. */
  readonly mostBytes?: number | undefined;
}

/** A manifest has about 4 kB. */
const MOST_JSON_BYTES = 1 << 20;

/**
 * The bytes at `url`; if there are more than `mostBytes`, only the first ones, still more than that.
 *
 * @throws VisionError `network`, `modelMissing` or `htmlInsteadOfModel`.
 * @throws the signal's reason if aborted.
 */
export async function download(url: URL, options: DownloadOptions = {}): Promise<Uint8Array> {
  const response = await request(url, options);
  if (!response.ok) {
    throw new VisionError(
      'modelMissing',
      `${url.href}: expected a model file, got status ${response.status}. ` +
        'Put the models folder, whole, where `models` says.',
    );
  }
  const bytes = await readAll(response, url, options);
  if (isHtml(response, bytes)) {
    throw new VisionError(
      'htmlInsteadOfModel',
      `${url.href}: expected a model file, got a web page. ` +
        'Put the models folder where `models` says; behind a network that asks to sign in, do so.',
    );
  }
  return bytes;
}

/**
 * The JSON value at `url`.
 *
 * @throws VisionError as `download`, and `modelCorrupt` if it is not JSON.
 */
export async function downloadJson(url: URL, options: DownloadOptions = {}): Promise<unknown> {
  return parseJson(await download(url, { mostBytes: MOST_JSON_BYTES, ...options }), url.href);
}

/**
 * The bytes of a model's file, verified against its manifest. A wrong file is requested once more,
 * bypassing the cache: weights are served as immutable, so a damaged copy would stay forever.
 *
 * @throws VisionError as `download`, `modelCorrupt` if size or SHA-256 differ, and `insecureContext`.
 */
export async function downloadVerified(
  folder: URL,
  file: ModelFile,
  options: DownloadOptions = {},
): Promise<Uint8Array> {
  const url = new URL(file.path, folder);
  try {
    return await downloadOnce(url, file, options);
  } catch (error) {
    if (!isWrongAnswer(error)) throw error;
    return await downloadOnce(url, file, { signal: options.signal, cache: 'reload' });
  }
}

function isWrongAnswer(error: unknown): boolean {
  if (!(error instanceof VisionError)) return false;
  return error.code === 'modelCorrupt' || error.code === 'htmlInsteadOfModel';
}

async function downloadOnce(
  url: URL,
  file: ModelFile,
  options: DownloadOptions,
): Promise<Uint8Array> {
  const bytes = await download(url, { ...options, mostBytes: file.bytes });
  if (bytes.byteLength !== file.bytes) {
    const more = bytes.byteLength > file.bytes ? 'at least ' : '';
    throw corrupt(url, `${file.bytes} bytes`, `${more}${bytes.byteLength}`);
  }
  const sha256 = await sha256Hex(bytes);
  options.signal?.throwIfAborted();
  if (sha256 !== file.sha256) throw corrupt(url, `sha256 ${file.sha256}`, sha256);
  return bytes;
}

/** @throws VisionError `modelCorrupt` if `bytes` are not JSON in UTF-8. */
export function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return value;
  } catch (error) {
    throw new VisionError('modelCorrupt', `${name}: expected JSON, got something else.`, {
      cause: error,
    });
  }
}

async function request(url: URL, { signal, cache }: DownloadOptions): Promise<Response> {
  try {
    const answer = fetch(url, { signal: signal ?? null, cache: cache ?? 'default' });
    return await withWatchdog(answer, STALLED_AFTER_MS, () => stalled(url));
  } catch (error) {
    throw networkError(url, signal, error);
  }
}

async function readAll(
  response: Response,
  url: URL,
  { signal, onBytes, mostBytes = Infinity }: DownloadOptions,
): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const pieces: Uint8Array[] = [];
  const reader = response.body.getReader();
  let came = 0;
  try {
    for (;;) {
      const piece = await withWatchdog(reader.read(), STALLED_AFTER_MS, () => stalled(url));
      if (piece.done) return concat(pieces);
      pieces.push(piece.value);
      onBytes?.(piece.value.byteLength);
      came += piece.value.byteLength;
      if (came > mostBytes) {
        await reader.cancel();
        return concat(pieces);
      }
    }
  } catch (error) {
    throw networkError(url, signal, error);
  }
}

/** One array with the pieces' bytes in order. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}

function isHtml(response: Response, bytes: Uint8Array): boolean {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('text/html')) return true;
  const opening = new TextDecoder('latin1').decode(bytes.subarray(0, 64)).trimStart().toLowerCase();
  return opening.startsWith('<!doctype') || opening.startsWith('<html');
}

async function sha256Hex(bytes: Uint8Array): Promise<string> {
  if (!('subtle' in crypto)) {
    throw new VisionError(
      'insecureContext',
      'Models can only be verified on https or localhost. Open the page there.',
    );
  }
  const digest = await crypto.subtle.digest('SHA-256', concat([bytes]));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function corrupt(url: URL, expected: string, got: string): VisionError {
  return new VisionError(
    'modelCorrupt',
    `${url.href}: expected ${expected}, got ${got}. Copy the models again, as binary files.`,
  );
}

function stalled(url: URL): VisionError {
  return new VisionError('network', `${url.href}: nothing came for ${STALLED_AFTER_MS / 1000} s.`);
}

function networkError(url: URL, signal: AbortSignal | undefined, error: unknown): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof VisionError) return error;
  return new VisionError(
    'network',
    `${url.href}: the request failed. Is there a connection? Another site must allow it (CORS).`,
    {
      cause: error,
    },
  );
}
