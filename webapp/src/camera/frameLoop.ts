import { VisionError, type ExpressionReader, type FrameReading } from '../vision/index';

export interface FrameLoopOptions {
  readonly video: HTMLVideoElement;
  readonly reader: Pick<ExpressionReader, 'read'>;
  readonly onReading: (reading: FrameReading) => void;
  /** The reader is spent; the loop has ended. */
  readonly onFailure: (error: VisionError) => void;
  /** Ends the loop. */
  readonly signal: AbortSignal;
}

/** Tells when there is something to read in a video. */
export interface FrameSource {
  /** Resolves when the video shows a frame that was not read yet, or on abort. */
  next(): Promise<void>;
  /** When the frame that is taken now was, in ms of one clock. */
  timestampMs(): number;
}

/**
 * Reads a camera's frames until aborted: one at a time, always the newest, so that a slow device
 * drops frames and never falls behind. A frame that cannot be read is dropped too.
 */
export async function runFrameLoop(options: FrameLoopOptions): Promise<void> {
  const { video, signal } = options;
  const camera = {
    next: () => nextFrame(video, signal),
    timestampMs: () => performance.now(),
  };
  await readFrames(camera, options);
}

/** Reads the frames of a source, as `runFrameLoop` does those of a camera. */
export async function readFrames(source: FrameSource, options: FrameLoopOptions): Promise<void> {
  const { video, reader, onReading, onFailure, signal } = options;
  const isOver = () => signal.aborted;
  while (!isOver()) {
    await source.next();
    if (isOver()) return;
    try {
      const frame = await createImageBitmap(video);
      const reading = await reader.read(frame, { timestampMs: source.timestampMs(), signal });
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
