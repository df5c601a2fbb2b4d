import { describe, expect, it } from 'vitest';
import {
  FIRST_SESSION,
  nextSession,
  wishOf,
  type ChosenVideo,
  type Photo,
  type Session,
  type SessionEvent,
} from '../../src/state/session';

const FRONT = { facing: 'user' } as const;
// Never looked at either.
const PHOTO: Photo = {
  bitmap: {} as ImageBitmap,
  decode: () => Promise.reject(new Error('expected no other look at it')),
  isCutOff: false,
  isAnimation: false,
};
const VIDEO: ChosenVideo = {
  name: 'video.mp4',
  url: 'blob:video',
  durationMs: 2000,
  widthPx: 640,
  heightPx: 480,
  release: () => undefined,
};
const BACK = { deviceId: 'back' } as const;
const FAILED = { type: 'failed', code: 'workerFailed' } as const;

function after(...events: SessionEvent[]): Session {
  return events.reduce(nextSession, FIRST_SESSION);
}

describe('a session', () => {
  it('goes from the notice by one tap to the camera', () => {
    expect(after({ type: 'start' })).toEqual({ status: 'camera', choice: FRONT });
  });

  it('begins with the camera that it is asked for', () => {
    expect(after({ type: 'start', choice: BACK })).toEqual({ status: 'camera', choice: BACK });
  });

  it('wants one and the same camera while it is wanted, also when it fails and comes back', () => {
    const wanted = after({ type: 'start' });
    const failed = nextSession(wanted, { type: 'failed', code: 'cameraLost' });
    expect(wishOf(failed)).toBe(wishOf(wanted));
    const back = nextSession(failed, { type: 'cameraBack' });
    expect(back.status).toBe('camera');
    expect(wishOf(back)).toBe(wishOf(wanted));
    // A person's own try is a wish of its own.
    const again = nextSession(failed, { type: 'retry' });
    expect(wishOf(again)).toEqual(FRONT);
    expect(wishOf(again)).not.toBe(wishOf(wanted));
  });

  it.each([
    ['at the notice', []],
    ['paused', [{ type: 'start' }, { type: 'pause' }]],
    ['with a photo', [{ type: 'start' }, { type: 'photoOpened', photo: PHOTO }]],
    ['with a failure that is not the camera’s', [{ type: 'start' }, FAILED]],
  ] as const)('wants no camera %s, and none comes back', (_where, events) => {
    const session = after(...events);
    expect(wishOf(session)).toBeUndefined();
    expect(nextSession(session, { type: 'cameraBack' })).toBe(session);
  });

  it('keeps the chosen camera through a pause and a failure', () => {
    const events: SessionEvent[] = [{ type: 'start' }, { type: 'choose', choice: BACK }];
    expect(after(...events, { type: 'pause' }, { type: 'resume' })).toEqual({
      status: 'camera',
      choice: BACK,
    });
    expect(after(...events, { type: 'failed', code: 'cameraLost' }, { type: 'start' })).toEqual({
      status: 'camera',
      choice: BACK,
    });
  });

  it('does not choose, pause or resume where there is nothing to', () => {
    expect(after({ type: 'choose', choice: BACK })).toBe(FIRST_SESSION);
    expect(after({ type: 'pause' })).toBe(FIRST_SESSION);
    expect(after({ type: 'resume' })).toBe(FIRST_SESSION);
  });

  it('tries again with the same camera, but not before the notice was read', () => {
    const failed = after({ type: 'failed', code: 'modelMissing' });
    expect(nextSession(failed, { type: 'retry' })).toBe(FIRST_SESSION);
    const again = nextSession(failed, { type: 'failed', code: 'network' });
    expect(nextSession(again, { type: 'retry' })).toBe(FIRST_SESSION);
    const later = after(
      { type: 'start' },
      { type: 'choose', choice: BACK },
      { type: 'failed', code: 'cameraLost' },
    );
    expect(nextSession(later, { type: 'retry' })).toEqual({ status: 'camera', choice: BACK });
    expect(nextSession(FIRST_SESSION, { type: 'retry' })).toBe(FIRST_SESSION);
  });

  it('does not turn on a camera that nobody asked for when a photo or video has failed', () => {
    for (const opened of [
      { type: 'photoOpened', photo: PHOTO },
      { type: 'videoOpened', video: VIDEO },
    ] as const) {
      const failed = after(opened, { type: 'failed', code: 'workerFailed' });
      expect(nextSession(failed, { type: 'retry' })).toBe(FIRST_SESSION);
    }
  });

  it('shows a chosen photo or video instead of the camera, and keeps which camera it was', () => {
    const live = after({ type: 'start' }, { type: 'choose', choice: BACK });
    const inPhoto = nextSession(live, { type: 'photoOpened', photo: PHOTO });
    expect(inPhoto).toEqual({ status: 'photo', choice: BACK, photo: PHOTO });
    const inVideo = nextSession(inPhoto, { type: 'videoOpened', video: VIDEO });
    expect(inVideo).toEqual({ status: 'video', choice: BACK, video: VIDEO });
    expect(nextSession(inVideo, { type: 'start' })).toEqual({ status: 'camera', choice: BACK });
  });

  it('shows a photo from the notice, and has nothing to pause there', () => {
    const inPhoto = after({ type: 'photoOpened', photo: PHOTO });
    expect(inPhoto.status).toBe('photo');
    expect(nextSession(inPhoto, { type: 'pause' })).toBe(inPhoto);
  });

  it('leads from everywhere back to the start', () => {
    expect(after({ type: 'failed', code: 'wasmHung' }, { type: 'leave' })).toEqual(FIRST_SESSION);
  });
});
