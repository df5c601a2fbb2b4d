import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { CameraKeeper, CameraView } from '../camera/keeper';
import { isOfLook } from '../camera/life/state';
import { createLooker } from '../camera/look';
import { playStream } from '../camera/playStream';
import type { LiveReading } from '../state/liveReading';
import type { ExpressionReader, FrameReading, VisionError } from '../vision/index';
import { failureOf } from './failureOf';

export interface FrameLoopInput {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly view: CameraView;
  readonly keeper: CameraKeeper;
  readonly reader: ExpressionReader | undefined;
  readonly live: LiveReading;
  /** The picture stands still and no frames are read, until it is let go. */
  readonly isHeld: boolean;
  readonly onFailure: (error: VisionError) => void;
  /** The reader reads nothing any more, and is to be replaced. */
  readonly onNewReader: () => void;
}

/** Plays the camera's stream, and reads its frames into `live` once there is a reader. */
export function useFrameLoop(input: FrameLoopInput): void {
  const { video, view, keeper, reader, live, isHeld, onFailure, onNewReader } = input;
  const stream = view.camera?.stream;
  const held = useRef(isHeld);

  useLayoutEffect(() => {
    keeper.setVideo(video.current ?? undefined);
    return () => {
      keeper.setVideo(undefined);
      keeper.send({ type: 'release' });
    };
  }, [keeper, video]);

  useEffect(() => {
    keeper.setTasks({ newReader: onNewReader, resetReader: () => reader?.reset() });
  }, [keeper, reader, onNewReader]);

  useEffect(() => {
    const element = video.current;
    if (element === null || stream === undefined) return undefined;
    return playStream(element, stream);
  }, [video, stream]);

  useEffect(() => {
    held.current = isHeld;
    // A paused video has no new frames, so that the loop rests too.
    keeper.send({ type: isHeld ? 'hold' : 'release' });
    if (isHeld) video.current?.pause();
  }, [video, keeper, stream, isHeld]);

  const isStopped = view.trouble !== undefined && !isOfLook(view.trouble);
  useEffect(() => {
    // What was read is not true any more.
    if (isStopped) live.stall();
  }, [isStopped, live]);

  useEffect(() => {
    keeper.send({ type: reader === undefined ? 'readerGone' : 'readerReady' });
  }, [keeper, reader]);

  useEffect(() => {
    const element = video.current;
    if (element === null || stream === undefined || reader === undefined) return undefined;
    const abort = new AbortController();
    const looker = createLooker();
    reader.reset();
    live.clear();
    const onReading = (reading: FrameReading) => {
      keeper.send({ type: 'read' });
      // One was under way when the picture was held.
      if (!held.current) live.publish(reading);
    };
    reader
      .watch(element, onReading, {
        onFrame: (frame) => {
          keeper.send({ type: 'frame' });
          const look = looker.look(frame, performance.now());
          if (look !== undefined) keeper.send({ type: 'look', look });
        },
        onMisread: (inARow) => {
          keeper.send({ type: 'misread', inARow });
        },
        signal: abort.signal,
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) onFailure(failureOf(error));
      });
    return () => {
      abort.abort();
      live.clear();
    };
  }, [video, stream, reader, live, keeper, onFailure]);
}
