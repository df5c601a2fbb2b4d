import type { FaceReading, FrameReading } from '../vision/index';

/** The main face of a frame, and when that was. */
export interface LastFace {
  readonly face: FaceReading;
  /** On the readings' clock. */
  readonly atMs: number;
}

/** The newest reading, outside React: what changes with every frame must not render components. */
export interface LiveReading {
  /** The newest reading; undefined before the first and when frames stopped coming. */
  current(): FrameReading | undefined;
  /** How many frames were read since the last `clear`. */
  frameCount(): number;
  /** When the first of the frames came, on the readings' clock. */
  firstFrameMs(): number | undefined;
  /** The main face that was seen last. */
  lastFace(): LastFace | undefined;
  publish(reading: FrameReading): void;
  /** Frames stopped coming: what was read is not true any more. */
  stall(): void;
  /** Forgets everything, for a new camera or a pause. */
  clear(): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
}

/** An empty store. */
export function createLiveReading(): LiveReading {
  const listeners = new Set<() => void>();
  let reading: FrameReading | undefined;
  let frames = 0;
  let firstFrameMs: number | undefined;
  let lastFace: LastFace | undefined;

  const forget = () => {
    reading = undefined;
    firstFrameMs = undefined;
    lastFace = undefined;
  };
  const notify = () => {
    for (const listener of listeners) listener();
  };
  return {
    current: () => reading,
    frameCount: () => frames,
    firstFrameMs: () => firstFrameMs,
    lastFace: () => lastFace,
    publish: (next) => {
      reading = next;
      frames += 1;
      firstFrameMs ??= next.timestampMs;
      const face = mainFace(next);
      if (face !== undefined) lastFace = { face, atMs: next.timestampMs };
      notify();
    },
    stall: () => {
      forget();
      notify();
    },
    clear: () => {
      forget();
      frames = 0;
      notify();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The face whose values the panel shows: the largest. */
export function mainFace(reading: FrameReading | undefined): FaceReading | undefined {
  return reading?.faces[0];
}
