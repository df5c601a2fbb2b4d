import type { FrameSource } from './camera';

/** The frames of a video file, and whether it has not been moved since. */
export interface VideoFileSource extends FrameSource {
  /** False if the video was moved since its newest frame was taken. */
  isInPlace(): boolean;
}

/**
 * The frames of a video file. Unlike a camera's, a frame shown during a reading is kept for the next
 * one, since no other may follow it.
 *
 * @param onMoved called before the first frame of a new place is taken, when those of the old one have
 *   all been read: a frame that was being grabbed during the move must not come later.
 */
export function watchVideoFile(
  video: HTMLVideoElement,
  signal: AbortSignal,
  onMoved: () => void,
): VideoFileSource {
  let shownMs: number | undefined;
  let takenMs = -Infinity;
  let isInPlace = true;
  let wake = (): void => undefined;

  const show = (frameMs: number) => {
    shownMs = frameMs;
    wake();
  };
  const leave = () => {
    shownMs = undefined;
    isInPlace = false;
  };
  // Moved by less than a frame, a video shows no new one.
  const arrive = () => {
    show(video.currentTime * 1000);
  };
  video.addEventListener('seeking', leave, { signal });
  video.addEventListener('seeked', arrive, { signal });
  signal.addEventListener('abort', () => {
    wake();
  });
  followFrames(video, show, signal);

  return {
    next: async () => {
      while (shownMs === undefined) {
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isInPlace) {
        // A frame begins a little before the time that the video was moved to. The clock must not go
        // back for that, since its faces would then lose their ids.
        takenMs = Math.max(takenMs, shownMs);
      } else {
        onMoved();
        takenMs = shownMs;
      }
      shownMs = undefined;
      isInPlace = true;
    },
    timestampMs: () => takenMs,
    isInPlace: () => isInPlace,
  };
}

/** Calls back with the time of each frame that the video shows, the current one first. */
function followFrames(
  video: HTMLVideoElement,
  onFrame: (frameMs: number) => void,
  signal: AbortSignal,
): void {
  let lastMs: number | undefined;
  const look = () => {
    const nowMs = video.currentTime * 1000;
    if (nowMs === lastMs || video.seeking || video.readyState < HAVE_CURRENT_DATA) return;
    lastMs = nowMs;
    onFrame(nowMs);
  };
  look();
  if ('requestVideoFrameCallback' in video) {
    const wait = () => {
      video.requestVideoFrameCallback((_nowMs, { mediaTime }) => {
        if (signal.aborted) return;
        // During a seek, the old place may be reported once more.
        if (!video.seeking) onFrame(mediaTime * 1000);
        wait();
      });
    };
    wait();
  } else {
    // Firefox before 132: a new time means a new frame.
    const wait = () => {
      requestAnimationFrame(() => {
        if (signal.aborted) return;
        look();
        wait();
      });
    };
    wait();
  }
}

/** HTMLMediaElement.HAVE_CURRENT_DATA: a frame is visible. */
const HAVE_CURRENT_DATA = 2;
