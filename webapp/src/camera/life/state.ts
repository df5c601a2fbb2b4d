import type { CameraErrorCode } from '../errors';
import type { CameraChoice } from '../lenses';
import type { Look } from '../look';
import type { CameraRequest } from '../openCamera';

/**
 * What is said while there is no reading.
 *
 * - `question`: the browser asks the person, or hides that it should.
 * - `noPicture`: the camera is on and gives no frame. `taken`: the system says that it is kept away.
 * - `unreadable`: frames come and cannot be read. `slow`: one is being read for too long.
 * - `black`, `blank`, `frozen`: frames come and are read, and there is nothing in them, or no change.
 */
export const TROUBLES = [
  'question',
  'noPicture',
  'taken',
  'unreadable',
  'slow',
  'black',
  'blank',
  'frozen',
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Where the camera is; `hidden` is wanted, but the page is not to be seen, and it is off. */
export type Place = 'off' | 'hidden' | 'asking' | 'on' | 'failed';

export interface Life {
  readonly at: Place;
  /** What the person wants; kept while the camera is off. */
  readonly choice: CameraChoice;
  /** What the browser is asked for while `asking`. */
  readonly request: CameraRequest;

  // Each of these is something to be done when it grows.
  /** Ask the browser for a camera. */
  readonly opening: number;
  /** Play the video element. */
  readonly plays: number;
  /** Start a new reader in place of this one. */
  readonly readers: number;
  /** Forget the followed faces: the picture is another one. */
  readonly resets: number;

  readonly trouble: Trouble | undefined;
  /** Why it is `failed`. */
  readonly code: CameraErrorCode | undefined;

  /** Since when frames have been waited for. */
  readonly sinceMs: number;
  /** Since when the person has had neither a reading nor a sentence, if they have none. */
  readonly owedMs: number;
  /** When the browser was asked, or the camera was asked for again. */
  readonly askedMs: number;
  /** Since when readings have come without a gap. */
  readonly goodSinceMs: number | undefined;
  /** How many of STEPS were taken since the last reading. */
  readonly step: number;
  /** How often a camera may still be asked for, or a reader replaced, without a person's tap. */
  readonly tries: number;

  /** The page is to be seen. */
  readonly isShown: boolean;
  /** It ended by itself, and was asked for again once since readings came for a while. */
  readonly isReturning: boolean;
  /** What the browser last said of the site's permission; undefined where it says nothing. */
  readonly permission: PermissionState | undefined;
  /** This wish was fulfilled once: no question is open. */
  readonly hadPicture: boolean;
  /** How many cameras the device has; undefined until that changed once. */
  readonly cameras: number | undefined;
  /** The system says that no picture will come for now. */
  readonly isMuted: boolean;
  /** The person holds the picture still. */
  readonly isHeld: boolean;
  /** Somebody is there to read frames; while models load, the page says so. */
  readonly isReaderReady: boolean;
  /** It took the place of another one since the last reading. */
  readonly isReaderNew: boolean;
  /** A frame was taken and is being read. */
  readonly isFrameTaken: boolean;
  /** Frames that failed, in a row. */
  readonly misreads: number;
  readonly look: Look;
  /** Since when the picture looks so. */
  readonly lookSinceMs: number;
}

export type LifeEvent =
  | { readonly type: 'want'; readonly choice: CameraChoice }
  | { readonly type: 'unwant' }
  /** A person asks for another try. */
  | { readonly type: 'retry' }
  /** The page is hidden, left or frozen; or shown, come back to, resumed or focused. */
  | { readonly type: 'hide' | 'show' }
  | { readonly type: 'hold' | 'release' }
  | { readonly type: 'readerReady' | 'readerGone' }
  | { readonly type: 'opened'; readonly opening: number }
  | {
      readonly type: 'refused';
      readonly opening: number;
      readonly code: CameraErrorCode;
      /** It might be given without the wished size and rate. */
      readonly isAboutSize: boolean;
      /** The wished device is not there. */
      readonly isAboutDevice: boolean;
    }
  /** Of the camera's track. */
  | { readonly type: 'ended' | 'mute' | 'unmute' }
  /** Of the video element, which nobody here paused; or it ran dry. */
  | { readonly type: 'paused' | 'stalled' }
  /** A frame was taken; `read` and `misread` tell what became of it. */
  | { readonly type: 'frame' | 'read' }
  | { readonly type: 'misread'; readonly inARow: number }
  | { readonly type: 'look'; readonly look: Look }
  /** The device was turned, or frames have another shape than before. */
  | { readonly type: 'turned' }
  /** The list of cameras changed. */
  | { readonly type: 'devices'; readonly count: number }
  | { readonly type: 'permission'; readonly state: PermissionState }
  | { readonly type: 'timer' };

export const TRIES = 3;

/** People look at themselves first. */
export const FIRST_CHOICE: CameraChoice = { facing: 'user' };

export const NO_LIFE: Life = {
  at: 'off',
  choice: FIRST_CHOICE,
  request: { choice: FIRST_CHOICE, isPlain: false },
  opening: 0,
  plays: 0,
  readers: 0,
  resets: 0,
  trouble: undefined,
  code: undefined,
  sinceMs: 0,
  owedMs: 0,
  askedMs: 0,
  goodSinceMs: undefined,
  step: 0,
  tries: TRIES,
  isShown: true,
  isReturning: false,
  permission: undefined,
  hadPicture: false,
  cameras: undefined,
  isMuted: false,
  isHeld: false,
  isReaderReady: false,
  isReaderNew: false,
  isFrameTaken: false,
  misreads: 0,
  look: 'lively',
  lookSinceMs: 0,
};

/** Something is read all the same. */
export function isOfLook(trouble: Trouble | undefined): boolean {
  return trouble === 'black' || trouble === 'blank' || trouble === 'frozen';
}
