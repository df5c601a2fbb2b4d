import { CAMERA_ERROR_CODES, type CameraErrorCode } from '../camera/errors';
import type { CameraChoice } from '../camera/lenses';
import type { VisionErrorCode } from '../vision/index';

/** Everything that can end a session with a sentence. */
export type FailureCode = CameraErrorCode | VisionErrorCode;

/** A still picture that the person chose. */
export interface Photo {
  /** Upright; without a width once it has been handed on. Closed when the session leaves it. */
  readonly bitmap: ImageBitmap;
  /** Opens the file again. */
  readonly decode: () => Promise<ImageBitmap>;
  /** A part of it is missing in its file. */
  readonly isCutOff: boolean;
  /** It is one picture of several that its file has. */
  readonly isAnimation: boolean;
}

/** A video that the person chose. */
export interface ChosenVideo {
  /** Of its file. */
  readonly name: string;
  /** Address of the file, for a video element. */
  readonly url: string;
  readonly durationMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Frees the address; called when the session leaves it. */
  release(): void;
}

/**
 * Where the person is. How a wanted camera fares is its `Life`'s matter (camera/life).
 *
 * - `camera`: it is wanted. `paused`: by the person.
 */
export type Session =
  | { readonly status: 'notice' }
  | { readonly status: 'camera'; readonly choice: CameraChoice }
  | { readonly status: 'paused'; readonly choice: CameraChoice }
  | { readonly status: 'photo'; readonly choice: CameraChoice; readonly photo: Photo }
  | { readonly status: 'video'; readonly choice: CameraChoice; readonly video: ChosenVideo }
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
  /** A camera that failed is there again by itself. */
  | { readonly type: 'cameraBack' }
  | { readonly type: 'photoOpened'; readonly photo: Photo }
  | { readonly type: 'videoOpened'; readonly video: ChosenVideo }
  | { readonly type: 'failed'; readonly code: FailureCode }
  /** Tries the camera again if it was that which failed; else the notice offers all there is. */
  | { readonly type: 'retry' }
  | { readonly type: 'choose'; readonly choice: CameraChoice }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'leave' };

export const FIRST_SESSION: Session = { status: 'notice' };

/** People look at themselves first. */
const FIRST_CHOICE: CameraChoice = { facing: 'user' };

/** The session after an event; an event that has no meaning in its state changes nothing. */
export function nextSession(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'start':
      return wanting(event.choice ?? choiceOf(session));
    case 'cameraBack':
      return session.status === 'failed' && wishOf(session) !== undefined
        ? { status: 'camera', choice: session.choice }
        : session;
    case 'photoOpened':
      return { status: 'photo', choice: choiceOf(session), photo: event.photo };
    case 'videoOpened':
      return { status: 'video', choice: choiceOf(session), video: event.video };
    case 'failed':
      return {
        status: 'failed',
        choice: choiceOf(session),
        code: event.code,
        isCameraWanted: isCameraWanted(session),
      };
    case 'retry':
      if (session.status !== 'failed') return session;
      return session.isCameraWanted ? wanting(session.choice) : FIRST_SESSION;
    case 'choose':
      return session.status === 'camera' ? wanting(event.choice) : session;
    case 'pause':
      return session.status === 'camera' ? { status: 'paused', choice: session.choice } : session;
    case 'resume':
      return session.status === 'paused' ? wanting(session.choice) : session;
    case 'leave':
      return FIRST_SESSION;
  }
}

/**
 * The camera that is wanted, the same object for as long as the person does not ask for it again;
 * undefined if none is. One that failed is wanted still, and may come back.
 */
export function wishOf(session: Session): CameraChoice | undefined {
  if (session.status === 'camera') return session.choice;
  if (session.status !== 'failed' || !session.isCameraWanted) return undefined;
  return CAMERA_ERROR_CODES.some((code) => code === session.code) ? session.choice : undefined;
}

/** As a new wish, also if it is for the same camera. */
function wanting(choice: CameraChoice): Session {
  return { status: 'camera', choice: { ...choice } };
}

function isCameraWanted(session: Session): boolean {
  switch (session.status) {
    case 'failed':
      return session.isCameraWanted;
    case 'camera':
    case 'paused':
      return true;
    case 'notice':
    case 'photo':
    case 'video':
      return false;
  }
}

function choiceOf(session: Session): CameraChoice {
  return session.status === 'notice' ? FIRST_CHOICE : session.choice;
}

/** Whether files of two versions came together: a new reader would be given the same. */
export function isMixed(code: FailureCode): boolean {
  return code === 'modelIncompatible' || code === 'protocolBroken';
}
