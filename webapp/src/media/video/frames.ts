import { decodedFrames } from './decoded';
import { soughtFrames } from './sought';

/** A frame as the browser has it; who takes it closes it. */
export type OpenFrame = ImageBitmap | VideoFrame;

/** A frame of a video. */
export interface TimedFrame {
  /** As the video has it, since its first frame. */
  readonly timeMs: number;
  /** Upright. Who takes it closes it. */
  readonly frame: OpenFrame;
  /** How much of the video has been seen, 0 to 1; 0 if its length is not known. */
  readonly share: number;
}

/** A way to get at a video's frames. */
export interface FrameSource {
  /** In the order in which they are shown, each from the first that is due at `dueMs()` on. */
  frames(dueMs: () => number): AsyncGenerator<TimedFrame>;
  dispose(): void;
}

/**
 * A video's frames, as fast as the device decodes them and whoever takes them asks for them. One is
 * open at a time.
 *
 * Where this browser decodes videos piece by piece (WebCodecs), every frame comes with the time that
 * is in the file. Elsewhere a video element is moved from place to place, which is slower.
 *
 * @param file of a type that the browser knows videos by
 * @param everyMs the first frame of each such step; every frame if 0
 * @throws MediaError `unreadableVideo` before the first frame
 */
export async function* videoFrames(file: Blob, everyMs: number): AsyncGenerator<TimedFrame> {
  yield* framesInSteps((await decodedFrames(file)) ?? (await soughtFrames(file)), everyMs);
}

/** The first frame of each step. */
export async function* framesInSteps(
  source: FrameSource,
  everyMs: number,
): AsyncGenerator<TimedFrame> {
  let dueMs = -Infinity;
  try {
    for await (const frame of source.frames(() => dueMs)) {
      if (everyMs > 0) dueMs = (Math.floor(frame.timeMs / everyMs) + 1) * everyMs;
      yield frame;
    }
  } finally {
    source.dispose();
  }
}
