import type { StudyFile } from './files';

/** Before so much of the work is done, a guess would jump about. */
const LEAST_MS = 3000;

/** Tells how long the rest will take, by how long the like of it took so far. */
export interface TimeLeft {
  /** Work was done on a file: `share` of it in so long. */
  add(file: StudyFile, share: number, ms: number): void;
  /** Milliseconds; undefined while too little was read to tell. */
  estimate(files: readonly StudyFile[]): number | undefined;
}

/** Videos are measured by their bytes, pictures by their number. */
export function createTimeLeft(): TimeLeft {
  const spent = { video: { ms: 0, work: 0 }, picture: { ms: 0, work: 0 } };
  const kindOf = ({ isVideo }: StudyFile) => (isVideo ? 'video' : 'picture');
  const workOf = ({ isVideo, bytes }: StudyFile) => (isVideo ? bytes : 1);
  return {
    add: (file, share, ms) => {
      const sum = spent[kindOf(file)];
      sum.ms += ms;
      sum.work += share * workOf(file);
    },
    estimate: (files) => {
      const left = { video: 0, picture: 0 };
      for (const file of files) {
        if (file.state !== 'waiting' && file.state !== 'reading') continue;
        left[kindOf(file)] += workOf(file) * (1 - file.share);
      }
      let sumMs = 0;
      for (const kind of ['video', 'picture'] as const) {
        if (left[kind] === 0) continue;
        const { ms, work } = spent[kind];
        if (work === 0 || ms < LEAST_MS) return undefined;
        sumMs += (left[kind] * ms) / work;
      }
      return sumMs;
    },
  };
}
