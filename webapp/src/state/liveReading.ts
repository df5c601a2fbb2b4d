import type { FaceReading, FrameReading } from '../vision/index';

/** The newest reading, outside React: what changes with every frame must not render components. */
export interface LiveReading {
  /** The newest reading, or undefined before the first. */
  current(): FrameReading | undefined;
  /** How many frames were read since the last `clear`. */
  frameCount(): number;
  /** When a face was last seen, on the readings' clock; undefined if never since `clear`. */
  lastFaceMs(): number | undefined;
  publish(reading: FrameReading): void;
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
  let lastFaceMs: number | undefined;

  const notify = () => {
    for (const listener of listeners) listener();
  };
  return {
    current: () => reading,
    frameCount: () => frames,
    lastFaceMs: () => lastFaceMs,
    publish: (next) => {
      reading = next;
      frames += 1;
      if (next.faces.length > 0) lastFaceMs = next.timestampMs;
      notify();
    },
    clear: () => {
      reading = undefined;
      frames = 0;
      lastFaceMs = undefined;
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
