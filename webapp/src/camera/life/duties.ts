import { askReader, play, reopen } from './moves';
import { isOfLook, type Life, type Trouble } from './state';

/** A browser that opens a camera without a question has done so by then. */
export const QUESTION_AFTER_MS = 2500;

/** After so long without a frame something is said. */
export const SAY_AFTER_MS = 4000;

/** And at the latest after so long without a reading or a sentence. */
const OWED_AFTER_MS = 4800;

/** A black picture is no accident any more; cameras need about a second for their exposure. */
export const BLANK_AFTER_MS = 3000;

/** Even on a tripod a camera's grain changes with each frame. */
export const FROZEN_AFTER_MS = 5000;

/** So many frames in a row are no accident. */
export const MISREADS = 5;

/** Frames that fail are given so long before the reader is replaced. */
const NEW_READER_AFTER_MS = 1500;

/** What is done while no frame comes, and how long after the last reading. */
const STEPS = [
  { afterMs: 1000, take: play },
  { afterMs: 2000, take: reopen },
  // Said by now; from here on in silence.
  { afterMs: 10_000, take: reopen },
  { afterMs: 30_000, take: reopen },
] as const;

/** Something that is to happen at a time unless something else comes before. */
interface Duty {
  readonly atMs: number;
  readonly take: (life: Life, nowMs: number) => Life;
}

/** When `timer` is to be sent if nothing else comes; undefined if nothing is waited for. */
export function dueMs(life: Life): number | undefined {
  const times = [...duties(life)].map(({ atMs }) => atMs);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Does what is due, one after the other, the earliest first. */
export function onTime(life: Life, nowMs: number): Life {
  let now = life;
  for (;;) {
    const [first] = [...duties(now)]
      .filter(({ atMs }) => atMs <= nowMs)
      .toSorted((a, b) => a.atMs - b.atMs);
    if (first === undefined) return now;
    now = first.take(now, nowMs);
  }
}

function* duties(life: Life): Generator<Duty> {
  const sayMs = Math.min(life.sinceMs + SAY_AFTER_MS, life.owedMs + OWED_AFTER_MS);
  if (life.at === 'asking') {
    if (life.trouble === undefined && life.hadPicture) yield { atMs: sayMs, take: say };
    if (life.trouble !== 'question') {
      yield { atMs: life.askedMs + QUESTION_AFTER_MS, take: sayQuestion };
    }
  }
  if (life.at !== 'on' || life.isHeld || !life.isReaderReady) return;
  const step = STEPS[life.step];
  if (!life.isFrameTaken && life.misreads < MISREADS && step !== undefined) {
    yield { atMs: life.sinceMs + step.afterMs, take: takeStep };
  }
  if (life.misreads >= MISREADS && !life.isReaderNew && life.tries > 0) {
    yield { atMs: life.sinceMs + NEW_READER_AFTER_MS, take: newReader };
  }
  if (life.trouble === undefined || isOfLook(life.trouble)) {
    yield { atMs: sayMs, take: say };
  }
  if (life.trouble === undefined && life.look !== 'lively') {
    const afterMs = life.look === 'frozen' ? FROZEN_AFTER_MS : BLANK_AFTER_MS;
    yield {
      atMs: life.lookSinceMs + afterMs,
      take: (now) => ({ ...now, trouble: now.look === 'lively' ? undefined : now.look }),
    };
  }
}

function takeStep(life: Life, nowMs: number): Life {
  const step = STEPS[life.step];
  const next = { ...life, step: life.step + 1, goodSinceMs: undefined };
  return step === undefined ? next : step.take(next, nowMs);
}

function newReader(life: Life): Life {
  return { ...askReader(life), tries: life.tries - 1, misreads: 0, goodSinceMs: undefined };
}

function say(life: Life): Life {
  return { ...life, goodSinceMs: undefined, trouble: troubleOf(life) };
}

function sayQuestion(life: Life): Life {
  return { ...life, trouble: 'question' };
}

function troubleOf(life: Life): Trouble {
  if (life.misreads > 0) return 'unreadable';
  if (life.isFrameTaken) return 'slow';
  return life.isMuted ? 'taken' : 'noPicture';
}
