import { openDB, type IDBPDatabase } from 'idb';
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
export async function openShelf(): Promise<Shelf> {
  try {
    return lastingShelf(await openDatabase());
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

/** What is asked has been done when it is on the disk. */
function lastingShelf(database: IDBPDatabase): Shelf {
  const fact = (name: string): Promise<unknown> => database.get(FACTS, name);
  const keep = async (name: string, value: unknown): Promise<void> => {
    await (value === undefined ? database.delete(FACTS, name) : database.put(FACTS, value, name));
  };
  return {
    isLasting: true,
    entries: async () => {
      const all: unknown[] = await database.getAll(ENTRIES);
      return all.map(parseEntry).filter((entry) => entry !== undefined);
    },
    change: async (key, change) => {
      const { store, done } = database.transaction(ENTRIES, 'readwrite');
      const next = change(parseEntry(await store.get(key)));
      await Promise.all([next === undefined ? store.delete(key) : store.put(next), done]);
      return next;
    },
    token: async () => parseToken(await fact('token')),
    keepToken: (token) => keep('token', token),
    pause: async () => parsePause(await fact('pause')),
    keepPause: (pause) => keep('pause', pause),
  };
}

function openDatabase(): Promise<IDBPDatabase> {
  return openDB(DATABASE, 1, {
    upgrade: (database) => {
      database.createObjectStore(ENTRIES, { keyPath: 'key' });
      database.createObjectStore(FACTS);
    },
    // Another tab with a newer page must be able to change the database's form.
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
    },
  });
}
