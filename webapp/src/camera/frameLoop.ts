import { VisionError, type ExpressionReader, type FrameReading } from '../vision/index';

export interface FrameLoopOptions {
  readonly video: HTMLVideoElement;
  readonly reader: Pick<ExpressionReader, 'read'>;
  /** When the frame that is taken now was, in ms of one clock; `performance.now()` unless given. */
  readonly clockMs?: (() => number) | undefined;
  readonly onReading: (reading: FrameReading) => void;
  /** The reader is spent; the loop has ended. */
  readonly onFailure: (error: VisionError) => void;
  /** Ends the loop. */
  readonly signal: AbortSignal;
}

/**
 * Reads the video's frames until aborted: one at a time, always the newest, so that a slow device
 * drops frames and never falls behind. A frame that cannot be read is dropped too.
 */
export async function runFrameLoop(options: FrameLoopOptions): Promise<void> {
  const { video, reader, onReading, onFailure, signal } = options;
  const isOver = () => signal.aborted;
  const clockMs = options.clockMs ?? (() => performance.now());
  let readMs = NaN;
  while (!isOver()) {
    // A film that was moved while a frame was being read, and stands still, shows no next one.
    const isMissed = options.clockMs !== undefined && isAtRest(video) && clockMs() !== readMs;
    if (!isMissed) await nextFrame(video, signal);
    if (isOver()) return;
    try {
      const frame = await createImageBitmap(video);
      readMs = clockMs();
      const reading = await reader.read(frame, { timestampMs: readMs, signal });
      onReading(reading);
    } catch (error) {
      if (isOver()) return;
      if (isFatal(error)) {
        onFailure(error);
        return;
      }
    }
  }
}

/** Frames are dropped for any reason but a reader that will not answer again. */
function isFatal(error: unknown): error is VisionError {
  return error instanceof VisionError && error.code !== 'busy' && error.code !== 'badFrame';
}

/** True if the video shows a frame and will show no other by itself. */
function isAtRest(video: HTMLVideoElement): boolean {
  return video.paused && !video.seeking && video.readyState >= video.HAVE_CURRENT_DATA;
}

/** Resolves when the video shows a new frame, or on abort. */
function nextFrame(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done);
    // Firefox before 132 has no requestVideoFrameCallback.
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(done);
    else requestAnimationFrame(done);
  });
}
