import type { TableSource } from './exports';
import { UNREAD, type StudyFile } from './files';
import type { RowStore } from './rowStore';
import type { StudyOptions } from './study';

/** A table that stays on the device from visit to visit, in the browser's own database. */
export interface KeptTable {
  readonly store: RowStore;
  /** What earlier visits left. */
  read(): Promise<KeptState>;
  /** Takes note of a file whose rows are all there, and of what read it. */
  keep(file: StudyFile, options: StudyOptions, source: TableSource): Promise<void>;
  /** Deletes the database. */
  forget(): Promise<void>;
  close(): void;
}

export interface KeptState {
  readonly files: readonly StudyFile[];
  readonly options?: StudyOptions;
  readonly source?: TableSource;
}

const DATABASE = 'mien.study';
/** Rows by file and piece, files in the order in which they were read, and what read them. */
const [ROWS, FILES, HEAD] = ['rows', 'files', 'head'] as const;

/** @throws DOMException if this browser keeps nothing for the page */
export async function openKept(factory: IDBFactory = indexedDB): Promise<KeptTable> {
  const opening = factory.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(ROWS);
    opening.result.createObjectStore(FILES, { keyPath: 'key' });
    opening.result.createObjectStore(HEAD);
  };
  const database = await answerOf(opening);
  // Another tab forgets it, or has a newer page that changes its form.
  database.onversionchange = () => {
    database.close();
  };

  const all = (key: string) => IDBKeyRange.bound([key, 0], [key, Infinity]);
  const inStores = (
    names: readonly string[],
    work: (of: (name: string) => IDBObjectStore) => void,
  ) => {
    const transaction = database.transaction(names, 'readwrite');
    work((name) => transaction.objectStore(name));
    return ended(transaction);
  };
  const read = <T>(name: string, ask: (store: IDBObjectStore) => IDBRequest<T>) =>
    answerOf(ask(database.transaction(name).objectStore(name)));

  const pieceCounts = new Map<string, number>();
  const store: RowStore = {
    append: (key, lines) => {
      const count = pieceCounts.get(key) ?? 0;
      pieceCounts.set(key, count + 1);
      return inStores([ROWS], (of) => of(ROWS).put(lines, [key, count]));
    },
    async *pieces(key) {
      for (let at = 0; ; at += 1) {
        const piece: unknown = await read(ROWS, (rows) => rows.get([key, at]));
        if (typeof piece !== 'string') return;
        yield piece;
      }
    },
    drop: (key) => {
      pieceCounts.delete(key);
      return inStores([ROWS], (of) => of(ROWS).delete(all(key)));
    },
    clear: () => {
      pieceCounts.clear();
      return inStores([ROWS, FILES, HEAD], (of) => {
        for (const name of [ROWS, FILES, HEAD]) of(name).clear();
      });
    },
  };

  /** Rows of files that were being read when the page was closed. */
  async function dropOthers(finished: ReadonlySet<string>): Promise<void> {
    const keys = (await read(ROWS, (rows) => rows.getAllKeys())) as [string, number][];
    const others = new Set(keys.map(([key]) => key).filter((key) => !finished.has(key)));
    for (const key of others) await store.drop(key);
  }

  return {
    store,
    read: async () => {
      const files = (await read(FILES, (each) => each.getAll())) as KeptFile[];
      files.sort((a, b) => a.keptAtMs - b.keptAtMs);
      await dropOthers(new Set(files.map(({ key }) => key)));
      const head = (await read(HEAD, (each) => each.get(HEAD))) as Head | undefined;
      return { files: files.map((file) => ({ ...UNREAD, ...file, file: undefined })), ...head };
    },
    keep: ({ key, name, bytes, state, isFilm, share, frames, tally }, options, source) =>
      inStores([FILES, HEAD], (of) => {
        const keptAtMs = performance.timeOrigin + performance.now();
        of(FILES).put({ key, name, bytes, state, isFilm, share, frames, tally, keptAtMs });
        of(HEAD).put({ options, source }, HEAD);
      }),
    forget: async () => {
      database.close();
      await answerOf(factory.deleteDatabase(DATABASE));
    },
    close: () => {
      database.close();
    },
  };
}

type KeptFile = Pick<
  StudyFile,
  'key' | 'name' | 'bytes' | 'state' | 'isFilm' | 'share' | 'frames' | 'tally'
> & { readonly keptAtMs: number };

interface Head {
  readonly options: StudyOptions;
  readonly source: TableSource;
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new DOMException('no reason given'));
    };
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new DOMException('no reason given'));
    };
  });
}
