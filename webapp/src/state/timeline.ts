import type { FaceReading, FrameReading } from '../vision/index';
import { condense } from './timelineCondense';
import { sampleOf, type TimelineSample } from './timelineSample';

/**
 * Five samples a second: on a phone's chart of a minute, about 200 px wide, one pixel is 300 ms.
 * What changes faster than that cannot be seen there, and moments settle only after 700 ms.
 */
const SPACING_MS = 200;
/** Readings this far apart have a gap between them; slow devices read at least twice a second. */
const GAP_MS = 1000;
/** About 2 MB with seven expressions; 20 minutes at full detail. */
const MOST_SAMPLES = 6000;
/** Condensing stops here, so that it comes once in minutes, not with every sample. */
const CONDENSED_SAMPLES = 4500;
/** Two minutes: what the chart shows closely keeps its detail. */
const KEPT_SAMPLES = 600;

/** What was read over a session, outside React and in memory alone. */
export interface Timeline {
  /**
   * Takes note of a reading. While paused, and for one not newer than the last, it does nothing.
   *
   * @param face the main face, whose expression is recorded; undefined if there is none
   */
  add(reading: FrameReading, face: FaceReading | undefined): void;
  /** Oldest first, as of now: the list changes with the next reading, so copy what you keep. */
  samples(): readonly TimelineSample[];
  /** When the first sample was taken, by the device's clock; undefined while there is none. */
  startedAt(): Date | undefined;
  isRecording(): boolean;
  /** Records nothing until `resume`; that leaves a gap. */
  pause(): void;
  resume(): void;
  /** Forgets every sample; the next one begins a new session. */
  clear(): void;
  /**
   * Called after a sample was added and when recording or the session changed.
   *
   * @returns a function that ends the subscription
   */
  subscribe(listener: () => void): () => void;
}

/**
 * An empty timeline that records. It holds at most 6,000 samples, however long the session: when
 * they are full, all but the newest two minutes are merged where that loses least. After ten
 * hours, a sample of the older part stands for 8 s on average.
 *
 * @param wallClockMs tells the time of day, in milliseconds since 1970
 */
export function createTimeline(wallClockMs: () => number = Date.now): Timeline {
  const listeners = new Set<() => void>();
  let samples: TimelineSample[] = [];
  let start: { readonly wallClockMs: number; readonly timestampMs: number } | undefined;
  let lastReadingMs = -Infinity;
  let isRecording = true;
  /** The next sample must not be joined to the last. */
  let isCut = false;

  function notify(): void {
    for (const listener of listeners) listener();
  }

  /** Lets the newest sample stand until now, unless there was a gap. */
  function hold(atMs: number): void {
    const last = samples.at(-1);
    if (last === undefined || isCut) return;
    samples[samples.length - 1] = { ...last, heldMs: atMs - last.atMs };
  }

  return {
    add: (reading, face) => {
      const { timestampMs } = reading;
      if (!isRecording || timestampMs <= lastReadingMs) return;
      start ??= { wallClockMs: wallClockMs(), timestampMs };
      isCut ||= timestampMs - lastReadingMs > GAP_MS;
      lastReadingMs = timestampMs;
      // Whole, so that sums of times are exact.
      const atMs = Math.round(timestampMs - start.timestampMs);
      hold(atMs);
      const last = samples.at(-1);
      if (last !== undefined && !isCut && atMs - last.atMs < SPACING_MS) return;
      isCut = false;
      if (samples.length >= MOST_SAMPLES)
        samples = condense(samples, CONDENSED_SAMPLES, KEPT_SAMPLES);
      samples.push(sampleOf(reading, face, atMs));
      notify();
    },
    samples: () => samples,
    startedAt: () => (start === undefined ? undefined : new Date(start.wallClockMs)),
    isRecording: () => isRecording,
    pause: () => {
      isRecording = false;
      isCut = true;
      notify();
    },
    resume: () => {
      isRecording = true;
      notify();
    },
    clear: () => {
      samples = [];
      start = undefined;
      // A video may be played again from its beginning.
      lastReadingMs = -Infinity;
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
