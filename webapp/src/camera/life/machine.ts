import { onTime } from './duties';
import { ask, begin, comeBack, expect, fail, play, retry } from './moves';
import { FIRST_CHOICE, isOfLook, TRIES, type Life, type LifeEvent } from './state';

/**
 * The life of a camera that a person wants, as a pure state machine: every event of the browser goes
 * in, and what is to be done stands in the state. It promises that who wants a camera and looks at
 * the page gets a reading, or a sentence with a way on, within five seconds, whatever the phone does.
 */

/** Readings that came for so long earn all tries again. */
export const REFILL_AFTER_MS = 10_000;

/** The life after an event at `nowMs`, a steady clock; also what became due by then. */
export function nextLife(life: Life, event: LifeEvent, nowMs: number): Life {
  return onTime(onEvent(life, event, nowMs), nowMs);
}

function onEvent(life: Life, event: LifeEvent, nowMs: number): Life {
  switch (event.type) {
    case 'want': {
      return begin({ ...life, choice: event.choice, tries: TRIES }, nowMs);
    }
    case 'unwant':
      return { ...life, at: 'off', trouble: undefined, code: undefined };
    case 'retry':
      if (life.at === 'off' || life.at === 'hidden') return life;
      return retry(life, nowMs);
    case 'hide':
      return {
        ...life,
        isShown: false,
        ...(isWanted(life) ? { at: 'hidden', trouble: undefined } : {}),
      };
    case 'show':
      return onShow({ ...life, isShown: true }, nowMs);
    case 'hold':
      return { ...life, isHeld: true };
    case 'release':
      return life.isHeld ? play(expect({ ...life, isHeld: false }, nowMs)) : life;
    case 'readerReady':
      if (life.isReaderReady) return life;
      // While it was loaded, the page said so; but not in place of a question.
      return { ...(life.at === 'on' ? expect(life, nowMs) : life), isReaderReady: true };
    case 'readerGone':
      return { ...life, isReaderReady: false, isFrameTaken: false };
    case 'opened':
      return onOpened(life, event, nowMs);
    case 'refused':
      return onRefused(life, event, nowMs);
    case 'devices':
      return onDevices(life, event, nowMs);
    case 'permission':
      return onPermission(life, event.state, nowMs);
    case 'ended':
    case 'mute':
    case 'unmute':
    case 'paused':
    case 'stalled':
    case 'frame':
    case 'read':
    case 'misread':
    case 'look':
    case 'turned':
      return life.at === 'on' ? whileOn(life, event, nowMs) : life;
    case 'timer':
      return life;
  }
}

type OnEvent = Extract<
  LifeEvent,
  {
    type:
      | 'ended'
      | 'mute'
      | 'unmute'
      | 'paused'
      | 'stalled'
      | 'frame'
      | 'read'
      | 'misread'
      | 'look'
      | 'turned';
  }
>;

function whileOn(life: Life, event: OnEvent, nowMs: number): Life {
  switch (event.type) {
    case 'ended':
      return comeBack(life, nowMs);
    case 'mute':
      return { ...life, isMuted: true };
    case 'unmute':
      return play({ ...life, isMuted: false, step: 0, sinceMs: nowMs });
    case 'paused':
    case 'stalled':
      return life.isHeld ? life : play(life);
    case 'frame':
      return { ...life, isFrameTaken: true, isMuted: false };
    case 'read':
      return onRead(life, nowMs);
    case 'misread':
      return { ...life, isFrameTaken: false, misreads: event.inARow };
    case 'look':
      if (event.look === life.look) return life;
      return {
        ...life,
        look: event.look,
        lookSinceMs: nowMs,
        trouble: isOfLook(life.trouble) ? undefined : life.trouble,
      };
    case 'turned':
      return play({ ...life, resets: life.resets + 1, look: 'lively', lookSinceMs: nowMs });
  }
}

function onShow(life: Life, nowMs: number): Life {
  if (life.at === 'hidden') return begin(life, nowMs);
  if (life.at === 'on') return life.isHeld ? life : play(life);
  if (life.at !== 'failed' || life.tries === 0) return life;
  // What used or took it was likely what the person was looking at.
  const isTaken = life.code === 'cameraInUse' || life.code === 'cameraLost';
  return isTaken ? { ...begin(life, nowMs), tries: life.tries - 1 } : life;
}

function onOpened(life: Life, event: Extract<LifeEvent, { type: 'opened' }>, nowMs: number): Life {
  if (life.at !== 'asking' || event.opening !== life.opening) return life;
  const isAnswered = life.trouble === 'question';
  return {
    ...life,
    at: 'on',
    // A person may have thought about the question for long; then the time begins now.
    sinceMs: life.hadPicture && !isAnswered ? life.sinceMs : nowMs,
    owedMs: isAnswered ? nowMs : life.owedMs,
    trouble: isAnswered ? undefined : life.trouble,
    resets: life.resets + 1,
    hadPicture: true,
    isMuted: false,
    isFrameTaken: false,
    misreads: 0,
    look: 'lively',
    lookSinceMs: nowMs,
  };
}

function onRefused(
  life: Life,
  event: Extract<LifeEvent, { type: 'refused' }>,
  nowMs: number,
): Life {
  if (life.at !== 'asking' || event.opening !== life.opening) return life;
  // The one that was on is meant, and that has gone.
  if (life.isReturning && event.code !== 'permissionDenied') return fail(life, 'cameraLost');
  const { choice, isPlain } = life.request;
  if (event.isAboutSize && !isPlain) return ask(life, { choice, isPlain: true }, nowMs);
  // Unplugged since it was chosen, while there may be others.
  if (event.isAboutDevice && 'deviceId' in choice) {
    return ask(life, { choice: FIRST_CHOICE, isPlain: false }, nowMs);
  }
  return fail(life, event.code);
}

/** One more than before may be the same one, or another that is as good. */
function onDevices(before: Life, { count }: { readonly count: number }, nowMs: number): Life {
  const life = { ...before, cameras: count };
  if (life.at !== 'failed') return life;
  if (life.code === 'noCamera') return count > 0 ? begin(life, nowMs) : life;
  const isAway = life.code === 'cameraLost' || life.code === 'cameraInUse';
  return isAway && count > (before.cameras ?? count) ? begin(life, nowMs) : life;
}

function onPermission(before: Life, state: PermissionState, nowMs: number): Life {
  const life = { ...before, permission: state };
  if (life.at === 'failed' && life.code === 'permissionDenied' && state === 'granted') {
    return begin(life, nowMs);
  }
  if (life.at === 'asking' && state === 'denied') return fail(life, 'permissionDenied');
  return life;
}

function onRead(life: Life, nowMs: number): Life {
  const goodSinceMs = life.goodSinceMs ?? nowMs;
  return {
    ...life,
    sinceMs: nowMs,
    owedMs: nowMs,
    goodSinceMs,
    isFrameTaken: false,
    misreads: 0,
    isReaderNew: false,
    step: 0,
    ...(nowMs - goodSinceMs >= REFILL_AFTER_MS ? { tries: TRIES, isReturning: false } : {}),
    trouble: isOfLook(life.trouble) ? life.trouble : undefined,
  };
}

function isWanted({ at }: Life): boolean {
  return at === 'asking' || at === 'on';
}
