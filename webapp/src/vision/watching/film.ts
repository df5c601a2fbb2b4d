import type { FrameSource } from './camera';

/** The frames of a film, and whether it still is where they are from. */
export interface FilmSource extends FrameSource {
  /** False if the film was moved since its newest frame was taken. */
  isInPlace(): boolean;
}

/**
 * The frames of a film. Unlike a camera's, one that is shown during a reading is kept for the next,
 * as no other may follow it.
 *
 * @param onMoved Called before the first frame of a new place is taken, when those of the old one
 *   have all been read: a frame that was being grabbed while the film was moved must not come after.
 */
export function watchFilm(
  video: HTMLVideoElement,
  signal: AbortSignal,
  onMoved: () => void,
): FilmSource {
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
  // Moved by less than a frame, a film shows no new one.
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
        // A frame begins a little before the time that a film was moved to; the clock must not go
        // back for that, which would part its faces from those just read.
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

/** Calls back with the time of each frame that the film shows, the one that is seen now first. */
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
        // Between two places the old one may be reported once more.
        if (!video.seeking) onFrame(mediaTime * 1000);
        wait();
      });
    };
    wait();
  } else {
    // Firefox before 132: a new time shows a new frame.
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

/** HTMLMediaElement.HAVE_CURRENT_DATA: there is a frame to be seen. */
const HAVE_CURRENT_DATA = 2;
