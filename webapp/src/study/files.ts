import type { Tally } from './tally';

/** A file's state. `cancelled`: the person stopped before its end; the table has no row of it. */
export type FileState = 'waiting' | 'reading' | 'done' | 'failed' | 'cancelled';

/** A file of a study. */
export interface StudyFile {
  /** The same for the same file: its name, size and time. */
  readonly key: string;
  /** As it was named, or found in a folder. */
  readonly name: string;
  readonly bytes: number;
  /** Undefined for one that was read on an earlier visit. */
  readonly file: File | undefined;
  readonly state: FileState;
  readonly isVideo: boolean;
  /** While it is read, 0 to 1; 0 also where that is not known. */
  readonly share: number;
  /** Pictures or frames that were read. */
  readonly frames: number;
  readonly tally: Tally;
  /** Why it failed: a sentence, for the table. */
  readonly reason: string | undefined;
  /** The same as a code, for the page. */
  readonly code: string | undefined;
}

/** A file that was brought, and what it is called. */
export interface Brought {
  readonly name: string;
  readonly file: File;
}

export function newFile({ name, file }: Brought): StudyFile {
  return {
    key: `${name}\n${file.size}\n${file.lastModified}`,
    name,
    bytes: file.size,
    file,
    ...UNREAD,
    isVideo: file.type.startsWith('video/'),
  };
}

/** What is not known of a file before it is read. */
export const UNREAD = {
  state: 'waiting',
  isVideo: false,
  share: 0,
  frames: 0,
  tally: {},
  reason: undefined,
  code: undefined,
} as const;

/** How many files fare how. */
export type FileCounts = Readonly<Record<FileState, number>>;

export function countStates(files: readonly StudyFile[]): FileCounts {
  const counts = { waiting: 0, reading: 0, done: 0, failed: 0, cancelled: 0 };
  for (const { state } of files) counts[state] += 1;
  return counts;
}
