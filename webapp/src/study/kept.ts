import { deleteDB, openDB } from 'idb';
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
const STORES = ['rows', 'files', 'head'] as const;
const [ROWS, FILES, HEAD] = STORES;
type StoreName = (typeof STORES)[number];

/** @throws DOMException if this browser keeps nothing for the page */
export async function openKept(): Promise<KeptTable> {
  const database = await openDB(DATABASE, 1, {
    upgrade: (created) => {
      created.createObjectStore(ROWS);
      created.createObjectStore(FILES, { keyPath: 'key' });
      created.createObjectStore(HEAD);
    },
    // Another tab forgets it, or has a newer page that changes its form.
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
    },
  });
  const all = (key: string) => IDBKeyRange.bound([key, 0], [key, Infinity]);

  const pieceCounts = new Map<string, number>();
  const store: RowStore = {
    append: async (key, lines) => {
      const count = pieceCounts.get(key) ?? 0;
      pieceCounts.set(key, count + 1);
      await database.put(ROWS, lines, [key, count]);
    },
    async *pieces(key) {
      for (let at = 0; ; at += 1) {
        const piece: unknown = await database.get(ROWS, [key, at]);
        if (typeof piece !== 'string') return;
        yield piece;
      }
    },
    drop: async (key) => {
      pieceCounts.delete(key);
      await database.delete(ROWS, all(key));
    },
    clear: async () => {
      pieceCounts.clear();
      const { objectStore, done } = inAll();
      await Promise.all([...STORES.map((name) => objectStore(name).clear()), done]);
    },
  };

  /** One transaction over all stores. */
  function inAll() {
    const transaction = database.transaction(STORES, 'readwrite');
    return {
      objectStore: (name: StoreName) => transaction.objectStore(name),
      done: transaction.done,
    };
  }

  /** Rows of files that were being read when the page was closed. */
  async function dropOthers(finished: ReadonlySet<string>): Promise<void> {
    const keys = (await database.getAllKeys(ROWS)) as [string, number][];
    const others = new Set(keys.map(([key]) => key).filter((key) => !finished.has(key)));
    for (const key of others) await store.drop(key);
  }

  return {
    store,
    read: async () => {
      const files = (await database.getAll(FILES)) as KeptFile[];
      files.sort((a, b) => a.keptAtMs - b.keptAtMs);
      await dropOthers(new Set(files.map(({ key }) => key)));
      const head = (await database.get(HEAD, HEAD)) as Head | undefined;
      return { files: files.map((file) => ({ ...UNREAD, ...file, file: undefined })), ...head };
    },
    keep: async ({ key, name, bytes, state, isVideo, share, frames, tally }, options, source) => {
      const keptAtMs = performance.timeOrigin + performance.now();
      const file = { key, name, bytes, state, isVideo, share, frames, tally, keptAtMs };
      const { objectStore, done } = inAll();
      const head = objectStore(HEAD).put({ options, source }, HEAD);
      await Promise.all([objectStore(FILES).put(file), head, done]);
    },
    forget: async () => {
      database.close();
      await deleteDB(DATABASE);
    },
    close: () => {
      database.close();
    },
  };
}

type KeptFile = Pick<
  StudyFile,
  'key' | 'name' | 'bytes' | 'state' | 'isVideo' | 'share' | 'frames' | 'tally'
> & { readonly keptAtMs: number };

interface Head {
  readonly options: StudyOptions;
  readonly source: TableSource;
}
