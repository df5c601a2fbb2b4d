import { MediaError } from '../media/errors';
import { VisionError, type ExpressionReader, type VisionErrorCode } from '../vision/index';
import type { TableSource } from './exports';
import { countStates, newFile, UNREAD, type Brought, type StudyFile } from './files';
import { readFile } from './readFile';
import { writeRows, type RowStore } from './rowStore';
import { addRows } from './tally';
import { createTimeLeft } from './timeLeft';

/** How videos are read, and what a table holds. The same for all of a table's files. */
export interface StudyOptions {
  /** Of videos, the first frame of each such step; every frame if 0. */
  readonly everyMs: number;
  /** Values follow over time, as when one looks; else each frame's are its own. */
  readonly isSteady: boolean;
}

export type StudyPhase = 'ready' | 'running' | 'paused';

export interface StudyState {
  readonly phase: StudyPhase;
  readonly options: StudyOptions;
  /** In the order of the table. */
  readonly files: readonly StudyFile[];
  /** What read them; undefined before the first. */
  readonly source: TableSource | undefined;
  readonly leftMs: number | undefined;
  /** Why nothing can be read. */
  readonly trouble: VisionErrorCode | 'otherVersion' | 'notKept' | undefined;
}

/** Many files read into one table, outside React. */
export interface Study {
  readonly state: () => StudyState;
  /** Adds files that are not there yet. */
  readonly add: (files: readonly Brought[]) => void;
  readonly setOptions: (options: StudyOptions) => void;
  /** Reads what waits, one file at a time. */
  readonly start: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Stops; of a file that was being read, nothing is kept. */
  readonly cancel: () => void;
  /** Lets files wait again that failed or were cancelled, and reads them: one, or all. */
  readonly retry: (key?: string) => void;
  /** Forgets every file and row. */
  readonly clear: () => Promise<void>;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
  readonly dispose: () => void;
}

export interface StudyParts {
  /** A reader of the study's own. */
  readonly openReader: (smoothingHalfLifeMs: number | undefined) => Promise<ExpressionReader>;
  readonly store: () => RowStore;
  /** Called when a file was read to its end, with the state in which it is. */
  readonly onDone: (file: StudyFile, state: StudyState) => Promise<void>;
  /** What was kept from an earlier visit. */
  readonly first: Partial<Pick<StudyState, 'files' | 'options' | 'source'>>;
}

/** As the page's text on study.md says: brief expressions last a fifth of a second or more. */
export const FIRST_OPTIONS: StudyOptions = { everyMs: 200, isSteady: false };

/** People read no faster than this, and a page that draws less has more time to read. */
const NOTIFY_EVERY_MS = 200;

export function createStudy({ openReader, store, onDone, first }: StudyParts): Study {
  const listeners = new Set<() => void>();
  const time = createTimeLeft();
  let state: StudyState = {
    phase: 'ready',
    options: FIRST_OPTIONS,
    files: [],
    source: undefined,
    leftMs: undefined,
    trouble: undefined,
    ...first,
  };
  let reader: ExpressionReader | undefined;
  let stop = new AbortController();
  let wake = (): void => undefined;
  let pending: ReturnType<typeof setTimeout> | undefined;

  const notify = () => {
    clearTimeout(pending);
    pending = undefined;
    if (state.phase !== 'ready') state = { ...state, leftMs: time.estimate(state.files) };
    for (const listener of listeners) listener();
  };
  const change = (changes: Partial<StudyState>) => {
    state = { ...state, ...changes };
    notify();
  };
  /** Told to listeners soon: several times in a frame it would cost more than reading does. */
  const changeFile = (key: string, changes: Partial<StudyFile>) => {
    const at = state.files.findIndex((file) => file.key === key);
    const file = state.files[at];
    if (file === undefined) return;
    state = { ...state, files: state.files.with(at, { ...file, ...changes }) };
    pending ??= setTimeout(notify, NOTIFY_EVERY_MS);
  };
  const fileOf = (key: string) => state.files.find((file) => file.key === key);

  const dropReader = () => {
    reader?.dispose();
    reader = undefined;
  };

  /** @throws VisionError if the models cannot be had */
  async function readerOf(signal: AbortSignal): Promise<ExpressionReader> {
    const { isSteady } = state.options;
    reader ??= await openReader(isSteady ? undefined : 0);
    signal.throwIfAborted();
    const { labels, model } = reader.info;
    const source = { labels, model: { name: model.name, version: model.version } };
    const { source: before } = state;
    if (before !== undefined && before.model.version !== model.version) throw new OtherVersion();
    if (before === undefined) change({ source });
    return reader;
  }

  async function whileRunning(signal: AbortSignal): Promise<void> {
    while (state.phase === 'paused' && !signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    signal.throwIfAborted();
  }

  /** Reads one file to its end. @throws what readFile throws; the signal's reason */
  async function readOne({ key, name, file }: StudyFile, signal: AbortSignal): Promise<void> {
    if (file === undefined) throw new MediaError('unreadableFile', 'expected the file, got none.');
    // Of an attempt that failed midway.
    await store().drop(key);
    const rows = writeRows(store(), key);
    let [sinceMs, frames, share] = [performance.now(), 0, 0];
    const options = { reader: await readerOf(signal), name, everyMs: state.options.everyMs };
    for await (const part of endingWith(rows.end, readFile(file, options))) {
      await rows.write(part.rows);
      signal.throwIfAborted();
      frames += 1;
      const before = fileOf(key);
      if (before === undefined) continue;
      const { isVideo } = part;
      const nowMs = performance.now();
      time.add({ ...before, isVideo }, part.share - share, nowMs - sinceMs);
      ({ share } = part);
      changeFile(key, { isVideo, share, frames, tally: addRows(before.tally, part.rows) });
      await whileRunning(signal);
      sinceMs = performance.now();
    }
  }

  /** @returns false if nothing can be read any more */
  async function readNext(file: StudyFile, signal: AbortSignal, attempt = 1): Promise<boolean> {
    const { key } = file;
    changeFile(key, { ...UNREAD, isVideo: file.isVideo, state: 'reading' });
    try {
      await readOne(file, signal);
      changeFile(key, { state: 'done', share: 1 });
      const done = fileOf(key);
      if (done !== undefined) await onDone(done, state);
      return true;
    } catch (error) {
      if (error instanceof MediaError) {
        // What there is of a video that breaks is in the table; of a picture there is nothing.
        changeFile(key, { state: 'failed', reason: error.message, code: error.code });
        return true;
      }
      await store().drop(key);
      if (signal.aborted) {
        changeFile(key, { ...UNREAD, isVideo: file.isVideo, state: 'cancelled' });
        return false;
      }
      const isSpent = reader !== undefined && error instanceof VisionError;
      dropReader();
      if (isSpent && attempt === 1) return readNext(file, signal, attempt + 1);
      if (isSpent) {
        const { message, code } = error;
        changeFile(key, { ...UNREAD, state: 'failed', reason: message, code });
        return true;
      }
      changeFile(key, { ...UNREAD, isVideo: file.isVideo });
      change({ trouble: troubleOf(error) });
      return false;
    }
  }

  async function run(): Promise<void> {
    stop = new AbortController();
    const { signal } = stop;
    change({ phase: 'running', trouble: undefined });
    let next: StudyFile | undefined;
    do {
      next = state.files.find((file) => file.state === 'waiting');
    } while (next !== undefined && (await readNext(next, signal)) && !signal.aborted);
    // Its memory is worth more than the tenth of a second in which it comes again.
    dropReader();
    change({ phase: 'ready', leftMs: undefined });
  }

  const waitAgain = (wanted: (file: StudyFile) => boolean) => {
    const files = state.files.map((file) =>
      wanted(file) && file.file !== undefined
        ? { ...file, ...UNREAD, isVideo: file.isVideo }
        : file,
    );
    change({ files });
  };

  return {
    state: () => state,
    add: (brought) => {
      const known = new Set(state.files.map(({ key }) => key));
      const files = [...state.files];
      for (const file of brought.map(newFile)) {
        if (known.has(file.key)) continue;
        known.add(file.key);
        files.push(file);
      }
      change({ files });
    },
    setOptions: (options) => {
      change({ options });
    },
    start: () => {
      if (state.phase === 'ready') void run();
    },
    pause: () => {
      if (state.phase === 'running') change({ phase: 'paused' });
    },
    resume: () => {
      if (state.phase !== 'paused') return;
      change({ phase: 'running' });
      wake();
    },
    cancel: () => {
      stop.abort();
      wake();
      const files = state.files.map((file) =>
        file.state === 'waiting' ? { ...file, state: 'cancelled' as const } : file,
      );
      change({ files });
    },
    retry: (key) => {
      waitAgain(
        (file) =>
          (file.state === 'failed' || file.state === 'cancelled') &&
          (key === undefined || file.key === key),
      );
      if (state.phase === 'ready' && countStates(state.files).waiting > 0) void run();
    },
    clear: async () => {
      stop.abort();
      wake();
      await store().clear();
      change({ files: [], source: undefined, trouble: undefined });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    dispose: () => {
      stop.abort();
      wake();
      clearTimeout(pending);
      dropReader();
    },
  };
}

/** Does something when there is no more, or when what is there breaks; not when it is given up. */
async function* endingWith<Part>(
  end: () => Promise<void>,
  parts: AsyncGenerator<Part>,
): AsyncGenerator<Part> {
  try {
    yield* parts;
  } catch (error) {
    await end();
    throw error;
  }
  await end();
}

/** Rows of two versions of a model must not meet in one table. */
class OtherVersion extends Error {}

function troubleOf(error: unknown): StudyState['trouble'] {
  if (error instanceof OtherVersion) return 'otherVersion';
  if (error instanceof VisionError) return error.code;
  // IndexedDB's own errors: the device is full, or keeps nothing for this page.
  return error instanceof DOMException ? 'notKept' : 'workerFailed';
}
