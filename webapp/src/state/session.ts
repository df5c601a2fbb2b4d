import type { CameraErrorCode } from '../camera/errors';
import type { Camera, CameraChoice } from '../camera/openCamera';
import type { VisionErrorCode } from '../vision/index';

/** Everything that can end a session with a sentence. */
export type FailureCode = CameraErrorCode | VisionErrorCode;

/** A still picture that the person chose. */
export interface Photo {
  /** Upright. Closed when the session leaves it. */
  readonly bitmap: ImageBitmap;
}

/** A film that the person chose. */
export interface Film {
  /** Address of the file, for a video element. */
  readonly url: string;
  readonly durationMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Frees the address; called when the session leaves it. */
  release(): void;
}

/**
 * Where the person is. The camera is on in `live` alone, and about to be in `opening`.
 *
 * - `paused`: by the person; `hidden`: the page is not to be seen and comes back by itself.
 */
export type Session =
  | { readonly status: 'notice' }
  | { readonly status: 'opening'; readonly choice: CameraChoice }
  | { readonly status: 'live'; readonly choice: CameraChoice; readonly camera: Camera }
  | { readonly status: 'paused'; readonly choice: CameraChoice }
  | { readonly status: 'hidden'; readonly choice: CameraChoice }
  | { readonly status: 'photo'; readonly choice: CameraChoice; readonly photo: Photo }
  | { readonly status: 'film'; readonly choice: CameraChoice; readonly film: Film }
  | {
      readonly status: 'failed';
      readonly choice: CameraChoice;
      readonly code: FailureCode;
      /** The camera was on or about to be, so that it may be opened again. */
      readonly isCameraWanted: boolean;
    };

export type SessionEvent =
  /** Opens the chosen camera, or the one that was chosen before. */
  | { readonly type: 'start'; readonly choice?: CameraChoice }
  | { readonly type: 'cameraOpened'; readonly camera: Camera }
  | { readonly type: 'photoOpened'; readonly photo: Photo }
  | { readonly type: 'filmOpened'; readonly film: Film }
  | { readonly type: 'failed'; readonly code: FailureCode }
  /** Tries the camera again if it was that which failed; else the notice offers all there is. */
  | { readonly type: 'retry' }
  | { readonly type: 'choose'; readonly choice: CameraChoice }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'pageHidden' }
  | { readonly type: 'pageShown' }
  | { readonly type: 'leave' };

export const FIRST_SESSION: Session = { status: 'notice' };

/** People look at themselves first. */
const FIRST_CHOICE: CameraChoice = { facing: 'user' };

/** The session after an event; an event that has no meaning in its state changes nothing. */
export function nextSession(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'start':
      return { status: 'opening', choice: event.choice ?? choiceOf(session) };
    case 'cameraOpened':
      if (session.status !== 'opening') return session;
      return { status: 'live', choice: session.choice, camera: event.camera };
    case 'photoOpened':
      return { status: 'photo', choice: choiceOf(session), photo: event.photo };
    case 'filmOpened':
      return { status: 'film', choice: choiceOf(session), film: event.film };
    case 'failed':
      return {
        status: 'failed',
        choice: choiceOf(session),
        code: event.code,
        isCameraWanted: isCameraWanted(session),
      };
    case 'retry':
      if (session.status !== 'failed') return session;
      return session.isCameraWanted ? { status: 'opening', choice: session.choice } : FIRST_SESSION;
    case 'choose':
      return isOn(session) ? { status: 'opening', choice: event.choice } : session;
    case 'pause':
      return isOn(session) ? { status: 'paused', choice: session.choice } : session;
    case 'resume':
      return session.status === 'paused' ? { status: 'opening', choice: session.choice } : session;
    case 'pageHidden':
      return isOn(session) ? { status: 'hidden', choice: session.choice } : session;
    case 'pageShown':
      return session.status === 'hidden' ? { status: 'opening', choice: session.choice } : session;
    case 'leave':
      return FIRST_SESSION;
  }
}

function isOn(session: Session): session is Extract<Session, { status: 'opening' | 'live' }> {
  return session.status === 'opening' || session.status === 'live';
}

function isCameraWanted(session: Session): boolean {
  switch (session.status) {
    case 'failed':
      return session.isCameraWanted;
    case 'opening':
    case 'live':
    case 'paused':
    case 'hidden':
      return true;
    case 'notice':
    case 'photo':
    case 'film':
      return false;
  }
}

function choiceOf(session: Session): CameraChoice {
  return session.status === 'notice' ? FIRST_CHOICE : session.choice;
}
