import { useEffect, useRef, useState, type RefObject } from 'react';
import type { LiveReading } from '../state/liveReading';
import type { ExpressionReader, FrameReading, VisionError } from '../vision/index';
import { failureOf } from './failureOf';

export interface VideoInput {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly reader: ExpressionReader | undefined;
  readonly live: LiveReading;
  /** The video stands still, until it is let go. */
  readonly isHeld: boolean;
  readonly onFailure: (error: VisionError) => void;
}

/** Where a video is, and how to move it. */
export interface VideoControl {
  readonly isPlaying: boolean;
  readonly timeMs: number;
  /** Plays, from the start if it was at its end; or pauses. */
  readonly toggle: () => void;
  readonly seek: (timeMs: number) => void;
}

/** Reads a video's frames on its own clock: what was paused or skipped is no time that passed. */
export function useVideo({ video, reader, live, isHeld, onFailure }: VideoInput): VideoControl {
  const [isPlaying, setPlaying] = useState(false);
  const [timeMs, setTimeMs] = useState(0);
  // A reader that is replaced must not start a video that the person has paused, or that has ended.
  const isWanted = useRef(true);
  const held = useRef(isHeld);

  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const ended = new AbortController();
    const { signal } = ended;
    for (const event of ['play', 'pause', 'ended']) {
      const update = () => {
        setPlaying(!element.paused && !element.ended);
      };
      element.addEventListener(event, update, { signal });
    }
    for (const event of ['timeupdate', 'seeking', 'seeked']) {
      const update = () => {
        setTimeMs(element.currentTime * 1000);
      };
      element.addEventListener(event, update, { signal });
    }
    const end = () => {
      isWanted.current = false;
    };
    element.addEventListener('ended', end, { signal });
    // Unseen, it would go on unread.
    const rest = () => {
      if (document.visibilityState === 'hidden') element.pause();
      else if (isWanted.current && !held.current) play(element);
    };
    document.addEventListener('visibilitychange', rest, { signal });
    return () => {
      ended.abort();
    };
  }, [video]);

  useEffect(() => {
    held.current = isHeld;
    const element = video.current;
    if (element === null || !isHeld || element.paused) return undefined;
    element.pause();
    return () => {
      play(element);
    };
  }, [video, isHeld]);

  useEffect(() => {
    const element = video.current;
    if (element === null || reader === undefined) return undefined;
    const abort = new AbortController();
    reader.reset();
    live.clear();
    const onReading = (reading: FrameReading) => {
      // One was under way when the video was held.
      if (!held.current) live.publish(reading);
    };
    reader.watch(element, onReading, { signal: abort.signal }).catch((error: unknown) => {
      if (!abort.signal.aborted) onFailure(failureOf(error));
    });
    // Not before somebody reads it.
    if (isWanted.current && !held.current) play(element);
    return () => {
      abort.abort();
      live.clear();
    };
  }, [video, reader, live, onFailure]);

  return {
    isPlaying,
    timeMs,
    toggle: () => {
      const element = video.current;
      if (element === null) return;
      isWanted.current = element.paused;
      if (element.paused) play(element);
      else element.pause();
    },
    seek: (target) => {
      seek(video.current, target);
    },
  };
}

function seek(element: HTMLVideoElement | null, timeMs: number): void {
  if (element !== null) element.currentTime = timeMs / 1000;
}

function play(element: HTMLVideoElement): void {
  // Rejected when the video is left before it plays; muted video is never refused.
  element.play().catch(() => undefined);
}
