import type { ReadOptions } from '../api';
import { VisionError } from '../errors';
import type { Bitmap } from '../sources';
import type { FrameReading } from '../types';
import type { FrameSource } from './camera';

/** If this many frames in a row fail, the reader is at fault. */
const MISREADS = 5;

/** Reads the frames. */
export interface FollowingReader {
  /** Closes the frame. */
  readonly read: (frame: Bitmap, options: ReadOptions) => Promise<FrameReading>;
}

export interface FrameLoopOptions {
  readonly video: HTMLVideoElement;
  readonly reader: FollowingReader;
  /** Called with each frame before it is read; the caller must not keep it. */
  readonly onFrame?: ((frame: Bitmap) => void) | undefined;
  readonly onReading: (reading: FrameReading) => void;
  /** Called if a frame could not be read, with the failures in a row. The loop continues with the next. */
  readonly onMisread?: ((inARow: number) => void) | undefined;
  /** Ends the loop. */
  readonly signal: AbortSignal;
}

/**
 * Reads the frames of a source until aborted: one at a time, always the newest, so that a slow device
 * drops frames and never falls behind. A frame that cannot be read is reported and dropped.
 *
 * @throws VisionError if the reader is unusable; without `onMisread`, also after five failures in a row.
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
    // The video shows nothing yet; the caller notices that no frames come.
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

/** The frame that a video shows; undefined if there is none. */
async function grab(video: HTMLVideoElement): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(video);
  } catch {
    return undefined;
  }
}

/** Whether an error concerns one frame only, not a reader that will not answer again or the caller. */
function isOfFrame(error: unknown): boolean {
  return error instanceof VisionError && error.code === 'badFrame';
}
