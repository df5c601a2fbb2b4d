import { MediaError } from './errors';

/** A video that can be played. */
export interface OpenVideo {
  /** Address of the file, for a video element. */
  readonly url: string;
  /** Infinite where neither the file nor the browser can tell. */
  readonly durationMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Frees the address. */
  release(): void;
}

/** A file on a slow disk or memory card; a browser that is silent for longer will not decode it. */
const LOAD_LIMIT_MS = 15_000;

/** The end of a long recording must be looked for; its length is not worth a longer wait. */
const END_LIMIT_MS = 5000;

/** Beyond the end of every video, in seconds: 30 years. */
const BEYOND_S = 1e9;

/**
 * A chosen video, once its browser knows size and length.
 *
 * @throws MediaError `unreadableVideo`
 */
export async function openVideo(file: Blob): Promise<OpenVideo> {
  const url = URL.createObjectURL(file);
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'metadata';
  try {
    await loadMetadata(video, url);
    const { videoWidth: widthPx, videoHeight: heightPx } = video;
    // A sound, or a picture in a format that only the sound's decoder is there for.
    if (widthPx === 0 || heightPx === 0) throw unreadable('it has no picture that can be shown');
    return {
      url,
      durationMs: (await findDuration(video)) * 1000,
      widthPx,
      heightPx,
      release: () => {
        URL.revokeObjectURL(url);
      },
    };
  } catch (error) {
    URL.revokeObjectURL(url);
    throw error;
  } finally {
    // Frees the decoder, of which phones have few.
    video.removeAttribute('src');
    video.load();
  }
}

/** @throws MediaError `unreadableVideo` */
export async function loadMetadata(video: HTMLVideoElement, url: string): Promise<void> {
  const loaded = firstOf(video, ['loadedmetadata', 'error'], LOAD_LIMIT_MS);
  video.src = url;
  const event = await loaded;
  if (event === undefined) throw unreadable(`nothing was known of it after ${LOAD_LIMIT_MS} ms`);
  if (event === 'error') throw unreadable(video.error?.message ?? 'the browser does not say why');
}

/**
 * The video's length in seconds. Recordings that a browser made itself (MediaRecorder) do not say it;
 * moved beyond its end, a video comes to stand there.
 */
export async function findDuration(video: HTMLVideoElement): Promise<number> {
  if (Number.isFinite(video.duration)) return video.duration;
  const moved = firstOf(video, ['seeked', 'error'], END_LIMIT_MS);
  video.currentTime = BEYOND_S;
  if ((await moved) !== 'seeked') return Infinity;
  if (Number.isFinite(video.duration)) return video.duration;
  return video.currentTime < BEYOND_S ? video.currentTime : Infinity;
}

/** The first of these events, or undefined after `limitMs`. */
export function firstOf<Name extends string>(
  target: EventTarget,
  names: readonly Name[],
  limitMs: number,
): Promise<Name | undefined> {
  const ended = new AbortController();
  return new Promise((resolve) => {
    const settle = (name: Name | undefined) => {
      clearTimeout(limit);
      ended.abort();
      resolve(name);
    };
    const limit = setTimeout(settle, limitMs, undefined);
    for (const name of names) {
      const happened = () => {
        settle(name);
      };
      target.addEventListener(name, happened, { signal: ended.signal });
    }
  });
}

export function unreadable(why: string): MediaError {
  return new MediaError(
    'unreadableVideo',
    `expected a video that this browser decodes, but ${why}. Try it as MP4 with H.264.`,
  );
}
