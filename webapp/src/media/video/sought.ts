import { findDuration, firstOf, loadMetadata, unreadable } from '../openVideo';
import type { TimedFrame, FrameSource } from './frames';

/** Where a video's frames are looked for at first; then, where the last two lay apart. */
const FIRST_GAP_MS = 40;
/** Of two frames that lie closer, the earlier one is passed over. */
const FINEST_MS = 1;
/** Enough for a slow disk; after that the browser will report neither a frame nor an error. */
const SEEK_LIMIT_MS = 15_000;
/** A frame that is already shown is not always reported again. */
const SHOWN_LIMIT_MS = 250;

/**
 * The frames of a video by a video element that is moved from place to place, which every browser can.
 *
 * @throws MediaError `unreadableVideo`
 */
export async function soughtFrames(file: Blob): Promise<FrameSource> {
  const url = URL.createObjectURL(file);
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.playsInline = true;
  const dispose = () => {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  };
  try {
    await loadMetadata(video, url);
    if (video.videoWidth === 0) throw unreadable('it has no picture that can be shown');
    const durationMs = (await findDuration(video)) * 1000;
    if (!Number.isFinite(durationMs)) throw unreadable('nothing tells where it ends');
    return { frames: (dueMs) => framesOf(video, durationMs, dueMs), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

interface Shown {
  readonly atMs: number;
  readonly frame: ImageBitmap;
}

async function* framesOf(
  video: HTMLVideoElement,
  durationMs: number,
  dueMs: () => number,
): AsyncGenerator<TimedFrame> {
  const look = async (atMs: number): Promise<Shown> => ({
    atMs: await seek(video, atMs),
    frame: await createImageBitmap(video),
  });
  const firstMs = await seek(video, 0);
  const tells = await tellsTimes(video, firstMs);
  let next: Shown | undefined = await look(0);
  let lastMs = firstMs;
  let gapMs = FIRST_GAP_MS;
  while (next !== undefined) {
    const shownMs: number = next.atMs;
    if (shownMs > lastMs) gapMs = Math.min(gapMs, shownMs - lastMs);
    lastMs = shownMs;
    const timeMs = Math.round((shownMs - firstMs) * 1e3) / 1e3;
    yield { timeMs, frame: next.frame, share: Math.min(1, shownMs / durationMs) };
    const [dueAtMs, endMs] = [firstMs + dueMs(), durationMs - FINEST_MS];
    if (tells) {
      const fromMs = Math.max(lastMs, dueAtMs - FINEST_MS) + FINEST_MS / 2;
      next = await frameFrom(look, fromMs, Math.max(FINEST_MS, gapMs), endMs);
    } else {
      const atMs = Math.max(lastMs + FIRST_GAP_MS, dueAtMs);
      next = atMs > endMs ? undefined : await look(atMs);
    }
  }
}

/**
 * The first frame that begins at a time or later; undefined where the video has ended before.
 *
 * @param strideMs how far apart frames are, as far as that is known: if it is too far, it is gone back
 */
async function frameFrom(
  look: (atMs: number) => Promise<Shown>,
  fromMs: number,
  strideMs: number,
  endMs: number,
): Promise<Shown | undefined> {
  if (fromMs > endMs) return undefined;
  let atMs = Math.min(fromMs + strideMs, endMs);
  let found = await look(atMs);
  for (let reachMs = strideMs; found.atMs < fromMs; reachMs *= 2) {
    found.frame.close();
    if (atMs >= endMs) return undefined;
    atMs = Math.min(atMs + reachMs, endMs);
    found = await look(atMs);
  }
  for (;;) {
    const before = await look(found.atMs - FINEST_MS);
    if (before.atMs < fromMs || before.atMs >= found.atMs) {
      before.frame.close();
      return found;
    }
    found.frame.close();
    found = before;
  }
}

/**
 * Moves a video to a time, and tells that of the frame which is then seen.
 *
 * @throws MediaError `unreadableVideo` if it cannot be shown there
 */
async function seek(video: HTMLVideoElement, atMs: number): Promise<number> {
  const shown = frameTime(video);
  const moved = firstOf(video, ['seeked', 'error'], SEEK_LIMIT_MS);
  video.currentTime = atMs / 1000;
  if ((await moved) !== 'seeked') throw unreadable(`it cannot be shown at ${atMs} ms`);
  return (await shown) ?? atMs;
}

/**
 * Whether this browser reports a frame's own time: Firefox reports the one that was asked for while a
 * video is not played.
 */
async function tellsTimes(video: HTMLVideoElement, firstMs: number): Promise<boolean> {
  if (!('requestVideoFrameCallback' in video)) return false;
  // The first frame is still shown: reported with its own time, or not again.
  const betweenMs = firstMs + FINEST_MS / 2;
  const shown = frameTime(video);
  await seek(video, betweenMs);
  return Math.abs(((await shown) ?? firstMs) - betweenMs) > FINEST_MS / 4;
}

/** The time of the next frame that is shown; undefined where nothing tells. */
function frameTime(video: HTMLVideoElement): Promise<number | undefined> {
  if (!('requestVideoFrameCallback' in video)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const told = video.requestVideoFrameCallback((_nowMs, { mediaTime }) => {
      resolve(mediaTime * 1000);
    });
    const onSeeked = () => {
      setTimeout(() => {
        video.cancelVideoFrameCallback(told);
        resolve(undefined);
      }, SHOWN_LIMIT_MS);
    };
    video.addEventListener('seeked', onSeeked, { once: true });
  });
}
