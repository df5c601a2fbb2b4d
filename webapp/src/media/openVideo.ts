import { MediaError } from './errors';

/** A video that can be played. */
export interface OpenVideo {
  /** Address of the file, for a video element. */
  readonly url: string;
  readonly durationMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Frees the address. */
  release(): void;
}

/** A file on a slow disk or memory card; a browser that is silent for longer will not decode it. */
const LOAD_LIMIT_MS = 15_000;

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
    const { videoWidth: widthPx, videoHeight: heightPx, duration } = video;
    if (widthPx === 0 || heightPx === 0) throw unreadable('it has no picture');
    return {
      url,
      // Recordings that a browser made itself say that they last for ever.
      durationMs: duration * 1000,
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

function loadMetadata(video: HTMLVideoElement, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      reject(unreadable(`nothing was known of it after ${LOAD_LIMIT_MS} ms`));
    }, LOAD_LIMIT_MS);
    video.onloadedmetadata = () => {
      clearTimeout(limit);
      resolve();
    };
    video.onerror = () => {
      clearTimeout(limit);
      reject(unreadable(video.error?.message ?? 'the browser does not say why'));
    };
    video.src = url;
  });
}

function unreadable(why: string): MediaError {
  return new MediaError(
    'unreadableVideo',
    `expected a video that this browser decodes, but ${why}. Try it as MP4 with H.264.`,
  );
}
