import type { Row } from '../table/columns';

/** Where rows lie until they are saved: not in the page's own memory, in pieces, file by file. */
export interface RowStore {
  /** Adds rows to a file's. */
  append(key: string, lines: string): Promise<void>;
  /** A file's rows, in the pieces in which they came. */
  pieces(key: string): AsyncIterable<string>;
  /** Forgets a file's rows. */
  drop(key: string): Promise<void>;
  /** Forgets all. */
  clear(): Promise<void>;
}

/** Rows as Blobs, which browsers keep outside the page and on disk if there are many. Gone with it. */
export function createBlobStore(): RowStore {
  const files = new Map<string, Blob[]>();
  return {
    append: (key, lines) => {
      const pieces = files.get(key) ?? [];
      pieces.push(new Blob([lines]));
      files.set(key, pieces);
      return Promise.resolve();
    },
    async *pieces(key) {
      for (const piece of files.get(key) ?? []) yield await piece.text();
    },
    drop: (key) => {
      files.delete(key);
      return Promise.resolve();
    },
    clear: () => {
      files.clear();
      return Promise.resolve();
    },
  };
}

/** So much text is put away at once: some 300 rows. */
const PIECE_CHARACTERS = 1 << 16;

/** Gathers a file's rows into pieces. */
export interface RowWriter {
  readonly write: (rows: readonly Row[]) => Promise<void>;
  /** Puts away what is left. */
  readonly end: () => Promise<void>;
}

export function writeRows(store: RowStore, key: string): RowWriter {
  let lines = '';
  const flush = async () => {
    if (lines === '') return;
    const piece = lines;
    lines = '';
    await store.append(key, piece);
  };
  return {
    write: async (rows) => {
      for (const row of rows) lines += `${JSON.stringify(row)}\n`;
      if (lines.length >= PIECE_CHARACTERS) await flush();
    },
    end: flush,
  };
}

/** A piece's rows. */
export function parseRows(piece: string): Row[] {
  return piece
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
