import { VisionError, type ExpressionReader, type FrameReading } from '../vision/index';
import { watchCamera, type FrameSource } from './frameSource';

export interface FrameLoopOptions {
  readonly video: HTMLVideoElement;
  readonly reader: Pick<ExpressionReader, 'read'>;
  /** A frame was taken and is about to be read; it is not the caller's to keep. */
  readonly onFrame?: (frame: ImageBitmap) => void;
  readonly onReading: (reading: FrameReading) => void;
  /** A frame could not be read, after so many others in a row. The loop goes on with the next. */
  readonly onMisread: (inARow: number) => void;
  /** The reader is spent; the loop has ended. */
  readonly onFailure: (error: VisionError) => void;
  /** Ends the loop. */
  readonly signal: AbortSignal;
}

/**
 * Reads a camera's frames until aborted: one at a time, always the newest, so that a slow device
 * drops frames and never falls behind. A frame that cannot be read is told of and dropped.
 */
export async function runFrameLoop(options: FrameLoopOptions): Promise<void> {
  await readFrames(watchCamera(options.video, options.signal), options);
}

/** Reads the frames of a source, as `runFrameLoop` does those of a camera. */
export async function readFrames(source: FrameSource, options: FrameLoopOptions): Promise<void> {
  const { video, reader, onFrame, onReading, onMisread, onFailure, signal } = options;
  const isOver = () => signal.aborted;
  let misreads = 0;
  while (!isOver()) {
    await source.next();
    if (isOver()) return;
    const frame = await grab(video);
    if (isOver()) frame?.close();
    // A video that shows nothing yet; whoever waits for frames notices.
    if (frame === undefined || isOver()) continue;
    try {
      onFrame?.(frame);
      const reading = await reader.read(frame, { timestampMs: source.timestampMs(), signal });
      misreads = 0;
      onReading(reading);
    } catch (error) {
      if (isOver()) return;
      if (isFatal(error)) {
        onFailure(error);
        return;
      }
      // Another frame is still being read.
      if (error instanceof VisionError && error.code === 'busy') continue;
      misreads += 1;
      onMisread(misreads);
    }
  }
}

/** The frame that a video shows; undefined if it shows none. */
async function grab(video: HTMLVideoElement): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(video);
  } catch {
    return undefined;
  }
}

/** Frames are dropped for any reason but a reader that will not answer again. */
function isFatal(error: unknown): error is VisionError {
  return error instanceof VisionError && error.code !== 'busy' && error.code !== 'badFrame';
}
