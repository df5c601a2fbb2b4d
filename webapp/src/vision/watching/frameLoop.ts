import { VisionError } from '../errors';
import type { Bitmap } from '../sources';
import type { FrameReading, ReadOptions } from '../types';
import type { FrameSource } from './camera';

/** So many frames that fail in a row are the reader's fault. */
const MISREADS = 5;

/** What reads the frames. */
export interface FollowingReader {
  /** Closes the frame. */
  readonly read: (frame: Bitmap, options: ReadOptions) => Promise<FrameReading>;
}

export interface FrameLoopOptions {
  readonly video: HTMLVideoElement;
  readonly reader: FollowingReader;
  /** A frame was taken and is about to be read; it is not the caller's to keep. */
  readonly onFrame?: ((frame: Bitmap) => void) | undefined;
  readonly onReading: (reading: FrameReading) => void;
  /** A frame could not be read, after so many others in a row. The loop continues with the next. */
  readonly onMisread?: ((inARow: number) => void) | undefined;
  /** Ends the loop. */
  readonly signal: AbortSignal;
}

/**
 * Reads the frames of a source until aborted: one at a time, always the newest, so that a slow device
 * drops frames and never falls behind. A frame that cannot be read is reported and dropped.
 *
 * @throws VisionError if the reader is spent; without `onMisread`, also after five frames in a row.
 */
export async function readFrames(source: FrameSource, options: FrameLoopOptions): Promise<void> {
  const { video, reader, onFrame, onReading, signal } = options;
  const onMisread = options.onMisread ?? giveUp;
  const isOver = () => signal.aborted;
  let misreads = 0;
  while (!isOver()) {
    await source.next();
    if (isOver()) return;
    const frame = await grab(video);
    if (isOver()) frame?.close();
    // A video that shows nothing yet; whoever waits for frames notices.
    if (frame === undefined || isOver()) continue;
    let reading: FrameReading;
    try {
      onFrame?.(frame);
      const timestampMs = source.timestampMs();
      reading = await reader.read(frame, { follow: true, timestampMs, signal });
    } catch (error) {
      if (isOver()) return;
      if (!isOfFrame(error)) throw error;
      misreads += 1;
      onMisread(misreads);
      continue;
    } finally {
      frame.close();
    }
    misreads = 0;
    onReading(reading);
  }
}

function giveUp(inARow: number): void {
  if (inARow < MISREADS) return;
  throw new VisionError('workerFailed', `${MISREADS} frames in a row were refused.`);
}

/** The frame that a video shows; undefined if it shows none. */
async function grab(video: HTMLVideoElement): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(video);
  } catch {
    return undefined;
  }
}

/** Frames are dropped for any reason but a reader that will not answer again, or a caller's error. */
function isOfFrame(error: unknown): boolean {
  return error instanceof VisionError && error.code === 'badFrame';
}
