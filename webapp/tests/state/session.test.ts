import { describe, expect, it } from 'vitest';
import type { Camera } from '../../src/camera/openCamera';
import {
  FIRST_SESSION,
  nextSession,
  type Film,
  type Photo,
  type Session,
  type SessionEvent,
} from '../../src/state/session';

const CAMERA = {
  // Never looked at: the session only hands it on.
  stream: {} as MediaStream,
  deviceId: 'front',
  mirrored: true,
  stop: () => undefined,
} satisfies Camera;
const FRONT = { facing: 'user' } as const;
// Never looked at either.
const PHOTO: Photo = { bitmap: {} as ImageBitmap };
const FILM: Film = {
  url: 'blob:film',
  durationMs: 2000,
  widthPx: 640,
  heightPx: 480,
  release: () => undefined,
};
const BACK = { deviceId: 'back' } as const;

function after(...events: SessionEvent[]): Session {
  return events.reduce(nextSession, FIRST_SESSION);
}

describe('a session', () => {
  it('goes from the notice by one tap to the camera', () => {
    expect(after({ type: 'start' })).toEqual({ status: 'opening', choice: FRONT });
    expect(after({ type: 'start' }, { type: 'cameraOpened', camera: CAMERA })).toEqual({
      status: 'live',
      choice: FRONT,
      camera: CAMERA,
    });
  });

  it('begins with the camera that it is asked for', () => {
    expect(after({ type: 'start', choice: BACK })).toEqual({ status: 'opening', choice: BACK });
  });

  it('ignores a camera that opens after it is not wanted any more', () => {
    const paused = after({ type: 'start' }, { type: 'pause' });
    expect(nextSession(paused, { type: 'cameraOpened', camera: CAMERA })).toBe(paused);
  });

  it('hides and comes back by itself', () => {
    const hidden = after(
      { type: 'start' },
      { type: 'cameraOpened', camera: CAMERA },
      { type: 'pageHidden' },
    );
    expect(hidden.status).toBe('hidden');
    expect(nextSession(hidden, { type: 'pageShown' }).status).toBe('opening');
  });

  it('stays paused, at the notice or failed while the page comes and goes', () => {
    const sessions = [
      FIRST_SESSION,
      after({ type: 'start' }, { type: 'pause' }),
      after({ type: 'start' }, { type: 'failed', code: 'noCamera' }),
    ];
    for (const session of sessions) {
      const hidden = nextSession(session, { type: 'pageHidden' });
      expect(nextSession(hidden, { type: 'pageShown' })).toBe(session);
    }
  });

  it('keeps the chosen camera through a pause and a failure', () => {
    const events: SessionEvent[] = [{ type: 'start' }, { type: 'choose', choice: BACK }];
    expect(after(...events, { type: 'pause' }, { type: 'resume' })).toEqual({
      status: 'opening',
      choice: BACK,
    });
    expect(after(...events, { type: 'failed', code: 'cameraLost' }, { type: 'start' })).toEqual({
      status: 'opening',
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
    expect(nextSession(later, { type: 'retry' })).toEqual({ status: 'opening', choice: BACK });
    expect(nextSession(FIRST_SESSION, { type: 'retry' })).toBe(FIRST_SESSION);
  });

  it('does not turn on a camera that nobody asked for when a photo or film has failed', () => {
    for (const opened of [
      { type: 'photoOpened', photo: PHOTO },
      { type: 'filmOpened', film: FILM },
    ] as const) {
      const failed = after(opened, { type: 'failed', code: 'workerFailed' });
      expect(nextSession(failed, { type: 'retry' })).toBe(FIRST_SESSION);
    }
  });

  it('shows a chosen photo or film instead of the camera, and keeps which camera it was', () => {
    const live = after(
      { type: 'start' },
      { type: 'choose', choice: BACK },
      { type: 'cameraOpened', camera: CAMERA },
    );
    const inPhoto = nextSession(live, { type: 'photoOpened', photo: PHOTO });
    expect(inPhoto).toEqual({ status: 'photo', choice: BACK, photo: PHOTO });
    const inFilm = nextSession(inPhoto, { type: 'filmOpened', film: FILM });
    expect(inFilm).toEqual({ status: 'film', choice: BACK, film: FILM });
    expect(nextSession(inFilm, { type: 'start' })).toEqual({ status: 'opening', choice: BACK });
  });

  it('shows a photo from the notice, and stays with it while the page comes and goes', () => {
    const inPhoto = after({ type: 'photoOpened', photo: PHOTO });
    expect(inPhoto.status).toBe('photo');
    const hidden = nextSession(inPhoto, { type: 'pageHidden' });
    expect(nextSession(hidden, { type: 'pageShown' })).toBe(inPhoto);
    expect(nextSession(inPhoto, { type: 'cameraOpened', camera: CAMERA })).toBe(inPhoto);
    expect(nextSession(inPhoto, { type: 'pause' })).toBe(inPhoto);
  });

  it('leads from everywhere back to the start', () => {
    expect(after({ type: 'failed', code: 'wasmHung' }, { type: 'leave' })).toEqual(FIRST_SESSION);
  });
});
