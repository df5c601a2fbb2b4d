/** Reports when a video has a frame to read. */
export interface FrameSource {
  /** Resolves when the video shows a frame that has not been read, or on abort. */
  next(): Promise<void>;
  /** Time of the frame taken now, in ms of one clock. */
  timestampMs(): number;
}

/** HTMLMediaElement.HAVE_CURRENT_DATA: a frame is visible. */
const HAVE_CURRENT_DATA = 2;
/** A browser silent for this long may never report a frame: a camera gives ten in that time. */
const SILENT_AFTER_MS = 300;
/** If frames are not reported, the clock is checked this often; cameras give 30 a second. */
const NEXT_FRAME_AFTER_MS = 30;

/**
 * The frames of a camera. `requestVideoFrameCallback` reports them where it works; Firefox has it from
 * 132 on, and WebKitGTK 2.50 has it but never calls back for a camera's stream. Where it is absent,
 * silent or late, an advancing clock means a new frame; a paused video's clock stands still.
 */
export function watchCamera(video: HTMLVideoElement, signal: AbortSignal): FrameSource {
  let takenTime: number | undefined;
  let takenMs = -Infinity;
  let isTrusted = 'requestVideoFrameCallback' in video;
  let waiting: (() => void) | undefined;
  let isCallbackAsked = false;

  const tell = () => {
    takenTime = video.currentTime;
    takenMs = performance.now();
    waiting?.();
  };
  const askCallback = () => {
    if (isCallbackAsked || !('requestVideoFrameCallback' in video)) return;
    isCallbackAsked = true;
    video.requestVideoFrameCallback(() => {
      isCallbackAsked = false;
      if (waiting === undefined) return;
      isTrusted = true;
      tell();
    });
  };
  const look = (sinceMs: number, waiter: () => void) => {
    if (waiting !== waiter) return;
    const nowMs = performance.now();
    const isTime = isTrusted
      ? nowMs - sinceMs >= SILENT_AFTER_MS
      : nowMs - takenMs >= NEXT_FRAME_AFTER_MS;
    if (isTime && hasMoved(video, takenTime)) {
      isTrusted = false;
      tell();
    } else {
      requestAnimationFrame(() => {
        look(sinceMs, waiter);
      });
    }
  };
  return {
    next: () =>
      new Promise((resolve) => {
        const done = () => {
          waiting = undefined;
          signal.removeEventListener('abort', done);
          resolve();
        };
        waiting = done;
        signal.addEventListener('abort', done);
        if (signal.aborted) {
          done();
          return;
        }
        askCallback();
        look(performance.now(), done);
      }),
    timestampMs: () => performance.now(),
  };
}

/** Whether the video has shown a frame since its clock was at `time`. */
function hasMoved(video: HTMLVideoElement, time: number | undefined): boolean {
  return !video.paused && video.readyState >= HAVE_CURRENT_DATA && video.currentTime !== time;
}
