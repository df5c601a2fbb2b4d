import type { Entry } from './entry';
import type { Token } from './server';
import { parseEntry, parsePause, parseToken, type Pause } from './stored';

/** Where entries are kept, with what is to be known for the next request. */
export interface Shelf {
  /** Whether the next visit finds them. */
  readonly isLasting: boolean;
  entries(): Promise<Entry[]>;
  /**
   * Changes one entry, alone: two tabs that do so at once do it one after the other.
   *
   * @param change from what is there to what is to be; undefined is nothing
   * @returns what is there now
   */
  change(
    key: string,
    change: (entry: Entry | undefined) => Entry | undefined,
  ): Promise<Entry | undefined>;
  token(): Promise<Token | undefined>;
  keepToken(token: Token | undefined): Promise<void>;
  pause(): Promise<Pause | undefined>;
  keepPause(pause: Pause | undefined): Promise<void>;
}

const DATABASE = 'mien.giving';
const ENTRIES = 'entries';
const FACTS = 'facts';

/** The browser's database; where that is refused, this page's memory. */
export async function openShelf(factory: () => IDBFactory): Promise<Shelf> {
  try {
    return lastingShelf(await openDatabase(factory()));
  } catch {
    return createMemoryShelf();
  }
}

/** What is gone with the page. */
export function createMemoryShelf(): Shelf {
  const entries = new Map<string, Entry>();
  let token: Token | undefined;
  let pause: Pause | undefined;
  return {
    isLasting: false,
    entries: () => Promise.resolve([...entries.values()]),
    change: (key, change) => {
      const next = change(entries.get(key));
      if (next === undefined) entries.delete(key);
      else entries.set(key, next);
      return Promise.resolve(next);
    },
    token: () => Promise.resolve(token),
    keepToken: (next) => {
      token = next;
      return Promise.resolve();
    },
    pause: () => Promise.resolve(pause),
    keepPause: (next) => {
      pause = next;
      return Promise.resolve();
    },
  };
}

function lastingShelf(database: IDBDatabase): Shelf {
  // Another tab with a newer page must be able to change the database's form.
  database.onversionchange = () => {
    database.close();
  };

  /** Ends when what was asked is on the disk. */
  async function transact<T>(
    store: string,
    mode: IDBTransactionMode,
    work: (objects: IDBObjectStore) => Promise<T> | T,
  ): Promise<T> {
    const transaction = database.transaction(store, mode);
    const isDone = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => {
        resolve();
      };
      transaction.onabort = () => {
        reject(transaction.error ?? new Error('expected the browser to keep it, got an abort'));
      };
    });
    const [result] = await Promise.all([work(transaction.objectStore(store)), isDone]);
    return result;
  }
  const fact = (name: string) =>
    transact<unknown>(FACTS, 'readonly', (facts) => answerOf(facts.get(name)));
  const keep = (name: string, value: unknown) =>
    transact(FACTS, 'readwrite', (facts) => {
      if (value === undefined) facts.delete(name);
      else facts.put(value, name);
    });
  return {
    isLasting: true,
    entries: async () => {
      const all = await transact<unknown[]>(ENTRIES, 'readonly', (entries) =>
        answerOf(entries.getAll()),
      );
      return all.map(parseEntry).filter((entry) => entry !== undefined);
    },
    change: (key, change) =>
      transact(ENTRIES, 'readwrite', async (entries) => {
        const next = change(parseEntry(await answerOf<unknown>(entries.get(key))));
        if (next === undefined) entries.delete(key);
        else entries.put(next);
        return next;
      }),
    token: async () => parseToken(await fact('token')),
    keepToken: (token) => keep('token', token),
    pause: async () => parsePause(await fact('pause')),
    keepPause: (pause) => keep('pause', pause),
  };
}

async function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const opening = factory.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(ENTRIES, { keyPath: 'key' });
    opening.result.createObjectStore(FACTS);
  };
  return answerOf(opening);
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('expected the browser to answer, got an error'));
    };
  });
}
