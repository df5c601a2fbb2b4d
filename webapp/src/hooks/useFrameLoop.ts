import { useEffect, useRef, type RefObject } from 'react';
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
  /** The picture stands still and no frames are read, until it is let go. */
  readonly isHeld: boolean;
  readonly onFailure: (error: VisionError) => void;
}

/** Plays the stream, and reads its frames into `live` once there is a reader. */
export function useFrameLoop(input: FrameLoopInput): void {
  const { video, stream, reader, live, isHeld, onFailure } = input;
  const held = useRef(isHeld);

  useEffect(() => {
    const element = video.current;
    if (element === null || stream === undefined) return undefined;
    return playStream(element, stream);
  }, [video, stream]);

  useEffect(() => {
    held.current = isHeld;
    const element = video.current;
    if (element === null || stream === undefined) return;
    // A paused video has no new frames, so that the loop rests too.
    if (isHeld) element.pause();
    // Rejected when the element is emptied before it plays; muted video is never refused.
    else element.play().catch(() => undefined);
  }, [video, stream, isHeld]);

  useEffect(() => {
    const element = video.current;
    if (element === null || stream === undefined || reader === undefined) return undefined;
    const abort = new AbortController();
    reader.reset();
    live.clear();
    // A camera that a phone call takes away shows its last picture for ever and says nothing.
    let stalled: ReturnType<typeof setTimeout> | undefined;
    const expectMore = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => {
        if (held.current) expectMore();
        else live.stall();
      }, STALLED_AFTER_MS);
    };
    void runFrameLoop({
      video: element,
      reader,
      onReading: (reading) => {
        // One was under way when the picture was held.
        if (held.current) return;
        live.publish(reading);
        expectMore();
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
