import type { Brought } from './files';

/** What people bring: files, or what was dropped, which may be folders. */
export type Source = File | FileSystemEntry;

/** In folders, files of these endings are read; elsewhere whatever was chosen. As reader/media/sources.py. */
const PICTURES = 'jpg jpeg jpe jfif png webp bmp dib tif tiff gif avif heic heif jp2 pgm ppm'.split(
  ' ',
);
const VIDEOS = 'mp4 m4v mov webm mkv avi mpg mpeg 3gp ts mts wmv flv ogv'.split(' ');
const ENDINGS = new Set([...PICTURES, ...VIDEOS]);

export interface FoundFiles {
  /** Folders' in the order of their names. */
  readonly found: readonly Brought[];
  /** How many are neither pictures nor videos, or cannot be read. */
  readonly others: number;
}

/** The files that were brought, those in folders and below them too. */
export async function findFiles(sources: readonly Source[]): Promise<FoundFiles> {
  const found: Brought[] = [];
  let others = 0;
  const take = (file: File, path: string) => {
    if (isWanted(file.name)) found.push({ name: path, file });
    else if (!file.name.startsWith('.')) others += 1;
  };
  for (const source of sources) {
    if (source instanceof File) {
      const path = source.webkitRelativePath;
      if (path === '') found.push({ name: source.name, file: source });
      else take(source, path);
    } else if (isFolder(source)) {
      for await (const entry of below(source)) {
        const file = await fileOf(entry);
        if (file === undefined) others += 1;
        else take(file, withoutSlash(entry));
      }
    } else {
      const file = await fileOf(source);
      if (file === undefined) others += 1;
      else found.push({ name: source.name, file });
    }
  }
  return { found: sources.some(isInFolder) ? found.toSorted(byPath) : found, others };
}

function isWanted(name: string): boolean {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return !name.startsWith('.') && ENDINGS.has(ending);
}

function isInFolder(source: Source): boolean {
  return source instanceof File ? source.webkitRelativePath !== '' : source.isDirectory;
}

/** A folder's files before those of its folders, each by name; as Python walks them. */
function byPath(a: Brought, b: Brought): number {
  const [left, right] = [a.name.split('/'), b.name.split('/')];
  for (let at = 0; ; at += 1) {
    const isLast = [at === left.length - 1, at === right.length - 1];
    if (isLast[0] !== isLast[1]) return isLast[0] ? -1 : 1;
    const [one = '', other = ''] = [left[at], right[at]];
    if (one !== other) return one < other ? -1 : 1;
    if (isLast[0]) return 0;
  }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function withoutSlash({ fullPath }: FileSystemEntry): string {
  return fullPath.replace(/^\//, '');
}

/** The files in a folder and below it; folders that cannot be read stand for what is in them. */
async function* below(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry> {
  const reader = folder.createReader();
  for (;;) {
    // A hundred at a time, until none is left.
    const entries = await new Promise<FileSystemEntry[] | undefined>((resolve) => {
      reader.readEntries(resolve, () => {
        resolve(undefined);
      });
    });
    if (entries === undefined) yield folder;
    if (entries === undefined || entries.length === 0) return;
    for (const entry of entries) {
      if (isFolder(entry)) yield* below(entry);
      else yield entry;
    }
  }
}

/** Undefined for a folder, and for a file that cannot be read or has gone. */
function fileOf(entry: FileSystemEntry): Promise<File | undefined> {
  if (!isFile(entry)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    entry.file(resolve, () => {
      resolve(undefined);
    });
  });
}
