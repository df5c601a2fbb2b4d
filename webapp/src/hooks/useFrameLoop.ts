import { useEffect, type RefObject } from 'react';
import { runFrameLoop } from '../camera/frameLoop';
import { playStream } from '../camera/playStream';
import type { LiveReading } from '../state/liveReading';
import type { ExpressionReader, VisionError } from '../vision/index';

/** Slow phones read a frame in a tenth of this; what is older is not true any more. */
const STALLED_AFTER_MS = 3000;

export interface FrameLoopInput {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly stream: MediaStream | undefined;
  readonly reader: ExpressionReader | undefined;
  readonly live: LiveReading;
  readonly onFailure: (error: VisionError) => void;
}

/** Plays the stream, and reads its frames into `live` once there is a reader. */
export function useFrameLoop({ video, stream, reader, live, onFailure }: FrameLoopInput): void {
  useEffect(() => {
    const element = video.current;
    if (element === null || stream === undefined) return undefined;
    return playStream(element, stream);
  }, [video, stream]);

  useEffect(() => {
    const element = video.current;
    if (element === null || stream === undefined || reader === undefined) return undefined;
    const abort = new AbortController();
    reader.reset();
    live.clear();
    // A camera that a phone call takes away shows its last picture for ever and says nothing.
    let stalled: ReturnType<typeof setTimeout> | undefined;
    void runFrameLoop({
      video: element,
      reader,
      onReading: (reading) => {
        live.publish(reading);
        clearTimeout(stalled);
        stalled = setTimeout(() => {
          live.stall();
        }, STALLED_AFTER_MS);
      },
      onFailure,
      signal: abort.signal,
    });
    return () => {
      abort.abort();
      clearTimeout(stalled);
      live.clear();
    };
  }, [video, stream, reader, live, onFailure]);
}
