import type { CameraErrorCode } from '../errors';
import type { CameraRequest } from '../openCamera';
import { TRIES, type Life } from './state';

/** What can be done to a camera's life; each is a step from one state to the next. */

/** From the beginning, as soon as the page is to be seen. */
export function begin(life: Life, nowMs: number): Life {
  const clean: Life = {
    ...expect(life, nowMs),
    code: undefined,
    goodSinceMs: undefined,
    isReturning: false,
    hadPicture: false,
  };
  if (!life.isShown) return { ...clean, at: 'hidden' };
  return ask(clean, { choice: life.choice, isPlain: false }, nowMs);
}

/** A person's own wish: everything from the beginning, with all tries. */
export function retry(life: Life, nowMs: number): Life {
  const isReaders = life.trouble === 'unreadable' || life.trouble === 'slow';
  const fresh = { ...life, tries: TRIES };
  return begin(isReaders ? askReader(fresh) : fresh, nowMs);
}

export function ask(life: Life, request: CameraRequest, nowMs: number): Life {
  return { ...life, at: 'asking', request, opening: life.opening + 1, askedMs: nowMs };
}

/** Quietly, while tries are left; a camera that the system keeps away is not fought for. */
export function reopen(life: Life, nowMs: number): Life {
  if (life.tries === 0 || life.isMuted) return life;
  const request = { choice: life.choice, isPlain: true };
  return ask({ ...life, tries: life.tries - 1 }, request, nowMs);
}

/**
 * Of a camera that ended by itself: once, then it is the person's turn. Two windows that took it back
 * from each other each time would never end, and no question is asked that nobody expects.
 */
export function comeBack(life: Life, nowMs: number): Life {
  if (life.permission === 'denied') return fail(life, 'permissionDenied');
  const isGranted = life.permission === 'granted' || life.permission === undefined;
  const isDue = isGranted && !life.isReturning && !life.isMuted && life.tries > 0;
  return isDue
    ? reopen({ ...life, isReturning: true, goodSinceMs: undefined }, nowMs)
    : fail(life, 'cameraLost');
}

export function play(life: Life): Life {
  return { ...life, plays: life.plays + 1 };
}

/** Nothing is expected of it before the new one is there. */
export function askReader(life: Life): Life {
  return { ...life, readers: life.readers + 1, isReaderReady: false, isReaderNew: true };
}

/** From now on a reading is waited for. */
export function expect(life: Life, nowMs: number): Life {
  return {
    ...life,
    sinceMs: nowMs,
    owedMs: nowMs,
    step: 0,
    trouble: undefined,
    isFrameTaken: false,
    misreads: 0,
  };
}

export function fail(life: Life, code: CameraErrorCode): Life {
  return { ...life, at: 'failed', code, trouble: undefined };
}
