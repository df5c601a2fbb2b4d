import type { FaceReading, FrameReading } from '../vision/index';
import { chooseMainFace } from './mainFace';
import { createRoster, type Roster } from './roster';

/** The main face of a frame, and when that was. */
export interface LastFace {
  readonly face: FaceReading;
  /** On the readings' clock. */
  readonly atMs: number;
}

/** One frame of many, or a picture by itself. */
export type ReadingKind = 'stream' | 'still';

/** The newest reading, outside React: what changes with every frame must not render components. */
export interface LiveReading {
  /** The newest reading; undefined before the first and when frames stopped coming. */
  current(): FrameReading | undefined;
  /** The face of the newest reading whose values the panel shows. */
  mainFace(): FaceReading | undefined;
  /** What kind of reading the newest is. */
  kind(): ReadingKind;
  /** How many frames were read since the last `clear`. */
  frameCount(): number;
  /** When the first of the frames came, on the readings' clock. */
  firstFrameMs(): number | undefined;
  /** The main face that was seen last. */
  lastFace(): LastFace | undefined;
  /** Everyone in sight; of a stream, also who was a moment ago. */
  readonly roster: Omit<Roster, 'see' | 'clear'>;
  publish(reading: FrameReading, kind?: ReadingKind): void;
  /** Makes this face the main one for as long as it is in sight; undefined leaves the choice to size. */
  select(id: number | undefined): void;
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
  let kind: ReadingKind = 'stream';
  let frames = 0;
  let firstFrameMs: number | undefined;
  let main: FaceReading | undefined;
  let lastFace: LastFace | undefined;
  let selectedId: number | undefined;
  const roster = createRoster();

  const forget = () => {
    reading = undefined;
    firstFrameMs = undefined;
    main = undefined;
    lastFace = undefined;
    roster.clear();
  };
  const notify = () => {
    for (const listener of listeners) listener();
  };
  const choose = () => {
    main = chooseMainFace(reading?.faces ?? [], selectedId, lastFace?.face.id);
    if (main !== undefined && reading !== undefined) {
      lastFace = { face: main, atMs: reading.timestampMs };
    }
  };
  return {
    current: () => reading,
    mainFace: () => main,
    kind: () => kind,
    frameCount: () => frames,
    firstFrameMs: () => firstFrameMs,
    lastFace: () => lastFace,
    roster,
    publish: (next, nextKind = 'stream') => {
      // A video that was moved back: what was seen later is not what was seen just before.
      if (reading !== undefined && next.timestampMs < reading.timestampMs) {
        main = undefined;
        lastFace = undefined;
        firstFrameMs = Math.min(firstFrameMs ?? Infinity, next.timestampMs);
      }
      reading = next;
      kind = nextKind;
      frames += 1;
      firstFrameMs ??= next.timestampMs;
      roster.see(next, nextKind === 'still' ? 0 : undefined);
      choose();
      notify();
    },
    select: (id) => {
      selectedId = id;
      choose();
      notify();
    },
    stall: () => {
      forget();
      notify();
    },
    clear: () => {
      forget();
      frames = 0;
      selectedId = undefined;
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
