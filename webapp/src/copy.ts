import type { FailureCode } from './state/session';
import type { QualityHint } from './vision/index';

/** Every sentence that people read, in one place. */

export const NOTICE = {
  name: 'Mien',
  lead: 'See what a face seems to say.',
  intro: 'Point your camera at a face: Mien estimates which of seven expressions it shows.',
  facts: [
    {
      icon: 'device',
      title: 'It stays with you',
      text: 'No picture and no result leaves this device.',
    },
    {
      icon: 'estimate',
      title: 'It guesses from looks',
      text: 'An expression is not a feeling, and the guess is often wrong.',
    },
    {
      icon: 'bounds',
      title: 'It judges nobody',
      text: 'Not for work, school, health or safety.',
    },
  ],
  open: 'Open the camera',
} as const;

export const LOADING = {
  startingWorker: 'Getting ready…',
  warmingUp: 'Almost ready…',
  ready: 'Ready',
  downloading: (loadedBytes: number, totalBytes: number): string =>
    `Loading ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`,
} as const;

export const LIVE = {
  panel: 'Expression',
  opening: 'Opening the camera…',
  starting: 'Starting…',
  waiting: 'Waiting for the camera…',
  searching: 'Looking for a face…',
  noFace: 'No face in sight',
  noFaceHelp: 'Come within two metres, at eye level.',
  notSure: 'Not sure',
  notSureHelp: 'No expression stands out.',
  bars: 'How much the face looks like each expression',
  paused: 'Paused',
  cameraOff: 'The camera is off',
  pause: 'Pause',
  resume: 'Go on',
  switchCamera: 'Switch camera',
  about: 'About',
  leave: 'Back to the start',
} as const;

export const HINTS: Readonly<Record<QualityHint, string>> = {
  tooSmall: 'Come closer',
  tooDark: 'More light would help',
  tooBright: 'Less light on the face would help',
  blurred: 'Hold still for a moment',
  tilted: 'Hold your head upright',
  turned: 'Face the camera',
};

/** Names of the expressions that the models know; another one shows its own name. */
const EXPRESSION_NAMES: Readonly<Record<string, string>> = {
  angry: 'Angry',
  disgust: 'Disgusted',
  fear: 'Afraid',
  happy: 'Happy',
  sad: 'Sad',
  surprise: 'Surprised',
  neutral: 'Neutral',
};

/** An expression as people call it. */
export function expressionName(label: string): string {
  return EXPRESSION_NAMES[label] ?? label.charAt(0).toUpperCase() + label.slice(1);
}

/** A share from 0 to 1 in whole percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** What a screen reader is told of the faces in sight. */
export function describeFaces(names: readonly string[]): string {
  if (names.length === 0) return LIVE.noFace;
  if (names.length === 1) return names.join('');
  return `${names.length} faces: ${names.join(', ')}`;
}

interface FailureCopy {
  readonly title: string;
  readonly text: string;
  readonly action: string;
}

const TRY_AGAIN = 'Try again';
const RELOAD_TEXT = 'Please try again; if it stays like this, reload the page.';

export const FAILURES: Readonly<Record<FailureCode, FailureCopy>> = {
  permissionDenied: {
    title: 'The camera is blocked',
    text: "This site may not use the camera. Allow it in the address bar's site settings (on a phone also in the system's settings for this browser), then try again.",
    action: TRY_AGAIN,
  },
  noCamera: {
    title: 'No camera found',
    text: 'This device seems to have no camera, or it is switched off. Connect or switch one on, then try again.',
    action: TRY_AGAIN,
  },
  cameraInUse: {
    title: 'The camera is busy',
    text: 'Another app or tab is using it, or it did not start. Close the other one, then try again.',
    action: TRY_AGAIN,
  },
  cameraLost: {
    title: 'The camera went away',
    text: 'It was unplugged or taken over by something else. Connect it again, then go on.',
    action: 'Go on',
  },
  insecureContext: {
    title: 'This address is not secure',
    text: 'Browsers give the camera only to pages on https. Open this page with https:// in front of its address.',
    action: TRY_AGAIN,
  },
  unsupported: {
    title: 'No camera in this browser',
    text: 'This browser gives pages no camera. Open the page in Chrome, Edge, Firefox or Safari itself, not inside another app.',
    action: TRY_AGAIN,
  },
  network: {
    title: 'The connection broke',
    text: 'What reads the faces could not be loaded. Check the connection, then try again.',
    action: TRY_AGAIN,
  },
  modelMissing: {
    title: 'A file is missing on the server',
    text: 'What reads the faces is not where it should be. That is our fault, not yours; please try again later.',
    action: TRY_AGAIN,
  },
  htmlInsteadOfModel: {
    title: 'The server sent the wrong file',
    text: 'A web page came in place of what reads the faces. On a network with a sign-in page, sign in first, then try again.',
    action: TRY_AGAIN,
  },
  modelCorrupt: {
    title: 'A file arrived damaged',
    text: 'What reads the faces is not what was published, so it was not used. Please try again on another connection.',
    action: TRY_AGAIN,
  },
  modelIncompatible: {
    title: 'The page and its files do not match',
    text: 'They come from different versions. Reload the page to get both anew.',
    action: TRY_AGAIN,
  },
  wasmAbsent: {
    title: 'This browser is too old',
    text: 'It has no WebAssembly, which does the computing. Update it, or open the page in a newer one.',
    action: TRY_AGAIN,
  },
  wasmBlocked: {
    title: 'Computing is blocked',
    text: 'WebAssembly could not start. A lockdown mode or an extension may forbid it for this site; allow it, then try again.',
    action: TRY_AGAIN,
  },
  wasmHung: {
    title: 'It did not start in time',
    text: `The computing part did not answer. ${RELOAD_TEXT}`,
    action: TRY_AGAIN,
  },
  canvasAbsent: {
    title: 'This browser is too old',
    text: 'It cannot prepare pictures in the background (OffscreenCanvas). Update it, or open the page in a newer one.',
    action: TRY_AGAIN,
  },
  workerFailed: {
    title: 'It stopped working',
    text: `The part that reads faces ended by surprise. ${RELOAD_TEXT}`,
    action: TRY_AGAIN,
  },
  workerHung: {
    title: 'It stopped answering',
    text: `The part that reads faces went silent. ${RELOAD_TEXT}`,
    action: TRY_AGAIN,
  },
  protocolBroken: {
    title: 'Two versions got mixed up',
    text: 'The page and its background part do not understand each other. Reload the page to get both anew.',
    action: TRY_AGAIN,
  },
  busy: { title: 'Still busy', text: RELOAD_TEXT, action: TRY_AGAIN },
  badFrame: { title: 'The picture could not be read', text: RELOAD_TEXT, action: TRY_AGAIN },
  disposed: { title: 'It was closed', text: RELOAD_TEXT, action: TRY_AGAIN },
};

export const ABOUT = {
  title: 'About Mien',
  close: 'Close',
  howTitle: 'How it works',
  how: 'A small network finds faces, turns each one upright and shrinks it to 48 × 48 grey pixels. A second one compares it with what it learned from 28,709 labelled pictures (FER2013). Both run on this device, again and again as the picture changes.',
  trustTitle: 'How far to trust it',
  trust: (accuracy: number, faces: number): string =>
    `On ${faces.toLocaleString('en')} pictures kept apart while it learned, it chose the label that they carry ${percent(accuracy)} of the time. People asked to label such pictures matched about 65% (Goodfellow et al., 2013). The pictures were found on the web and do not show all ages and skin colours equally: expect it to be worse on some faces than on others.`,
  trustUnknown: 'This model does not say how well it was measured.',
  boundsTitle: 'What it is not for',
  bounds:
    'Faces do not reveal what someone feels, thinks or intends. Do not use this to judge people at work, at school, in hiring, in care or by the police; in the European Union some of these uses are forbidden by law.',
  privacyTitle: 'What happens to the picture',
  privacy:
    'Nothing is sent, nothing is stored. After loading, the page could do its work with the connection switched off.',
  technicalTitle: 'Technical',
  model: 'Model',
  backend: 'Runs on',
  size: 'Loaded',
  speed: 'Per picture',
  detector: 'Face finder',
  detectorSource: 'BlazeFace short-range, Google, Apache-2.0',
  backends: { wasm: 'WebAssembly', 'wasm-simd': 'WebAssembly with SIMD' },
} as const;
