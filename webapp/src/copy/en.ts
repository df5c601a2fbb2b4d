import type { Trouble } from '../camera/life/state';
import type { QualityHint } from '../vision/index';
import { MEDIA_EN } from './media';
import { TIMELINE_EN } from './timeline';

/** English; `Copy` is this object's shape, so that no language can lack a sentence. */

const PERCENT = new Intl.NumberFormat('en', { style: 'percent' });
const WHOLE = new Intl.NumberFormat('en');
const TENTHS = new Intl.NumberFormat('en', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** A share from 0 to 1 in whole percent. */
const percent = (share: number): string => PERCENT.format(share);
const megabytes = (bytes: number): string => TENTHS.format(bytes / 1e6);

const NAMES: Readonly<Record<string, string>> = {
  angry: 'Angry',
  disgust: 'Disgusted',
  fear: 'Afraid',
  happy: 'Happy',
  sad: 'Sad',
  surprise: 'Surprised',
  neutral: 'Neutral',
};

const NO_FACE = 'No face in sight';
const TRY_AGAIN = 'Try again';
const RELOAD_TEXT = 'Please try again; if it stays like this, reload the page.';

const HINTS: Readonly<Record<QualityHint, string>> = {
  tooSmall: 'Come closer',
  tooDark: 'More light would help',
  tooBright: 'Less light on the face would help',
  noisy: 'More light makes it less grainy',
  blurred: 'Hold still for a moment',
  tilted: 'Hold your head upright',
  turned: 'Face the camera',
};

export const EN = {
  language: 'en',
  languageName: 'English',
  direction: 'ltr',
  percent,
  megabytes,
  hints: HINTS,
  /** An expression as people call it; one that nobody named shows its own name. */
  expressionName: (label: string): string =>
    NAMES[label] ?? label.charAt(0).toUpperCase() + label.slice(1),
  /** What a screen reader is told of the faces in sight. */
  describeFaces: (names: readonly string[]): string => {
    if (names.length === 0) return NO_FACE;
    if (names.length === 1) return names.join('');
    return `${names.length} faces: ${names.join(', ')}`;
  },

  notice: {
    name: 'Mien',
    lead: 'See what a face seems to say.',
    intro: 'Point your camera at a face: Mien estimates which of seven expressions it shows.',
    staysTitle: 'It stays with you',
    stays: 'No picture and no result leaves this device.',
    staysGiving: 'Nothing leaves this device but the pictures you give.',
    guessesTitle: 'It guesses from looks',
    guesses: 'An expression is not a feeling, and the guess is often wrong.',
    judgesTitle: 'It judges nobody',
    judges: 'Not for work, school, health or safety.',
    open: 'Open the camera',
    picture: 'Choose a photo or video',
  },

  loading: {
    startingWorker: 'Getting ready…',
    warmingUp: 'Almost ready…',
    ready: 'Ready',
    downloading: (loadedBytes: number, totalBytes: number): string =>
      `Loading ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`,
  },

  live: {
    panel: 'Expression',
    opening: 'Opening the camera…',
    starting: 'Starting…',
    waiting: 'Waiting for the camera…',
    waitingForFile: 'Reading…',
    searching: 'Looking for a face…',
    noFace: NO_FACE,
    noFaceHelp: 'Come within two metres, at eye level.',
    noFaceInFile: 'No face was found here.',
    noFaceInFileHelp: 'Faces must be large enough and look forward.',
    notSure: 'Not sure',
    notSureHelp: 'No expression stands out.',
    bars: 'How much the face looks like each expression',
    faces: 'Faces',
    face: (number: number): string => `Face ${number}. Show details`,
    paused: 'Paused',
    cameraOff: 'The camera is off',
    photo: 'The chosen photo',
    film: 'The chosen video',
  },

  /** What keeps readings away from a camera that is wanted, and the way on. */
  troubles: {
    again: TRY_AGAIN,
    question: {
      title: 'May it use the camera?',
      help: 'Your browser asks at the top or bottom of its window. No question there? Open this page in Chrome, Firefox or Safari itself, not inside another app.',
    },
    noPicture: {
      title: 'No picture comes',
      help: 'The camera is on but sends nothing. Close other apps that use it, then try again.',
    },
    taken: {
      title: 'The camera is taken',
      help: 'A call or another app is using it. It goes on when that ends.',
    },
    unreadable: {
      title: 'The picture cannot be read',
      help: 'Something went wrong while reading. Try again, or choose another model in the settings.',
    },
    slow: {
      title: 'This takes long',
      help: 'The device is busy. Close other apps, then try again.',
    },
    black: {
      title: 'The picture is black',
      help: 'Is the lens covered, or a shutter closed? Uncover it, or switch the camera on at the device.',
    },
    blank: {
      title: 'The picture is empty',
      help: 'It is all one colour. Is the lens covered? Uncover it, or try again.',
    },
    frozen: {
      title: 'The picture stands still',
      help: 'It has not changed for a while. Pause and go on to start the camera again.',
    },
  } satisfies Readonly<
    Record<Trouble, { readonly title: string; readonly help: string }> & Record<'again', string>
  >,

  controls: {
    bar: 'Controls',
    pause: 'Pause',
    resume: 'Go on',
    switchCamera: 'Switch camera',
    switch: 'Switch',
    camera: 'Camera',
    picture: 'Picture',
    pictureLong: 'Picture or video: choose one',
    why: 'Why?',
    timeline: 'Timeline',
    more: 'More',
    leave: 'Back to the start',
    close: 'Close',
  },

  menu: {
    title: 'More',
    settings: 'Settings',
    about: 'About',
    install: 'Install as an app',
  },

  face: {
    seen: 'What the network saw: the face upright, 48 × 48 pixels, grey',
    working: 'Covering one part after the other…',
    stop: 'Stop',
    again: 'Start over',
    stopped: 'Stopped.',
    gone: 'The face was gone before it could be looked at. Close this and try again.',
    showMap: 'Show what mattered',
    mapFor: (name: string): string =>
      `Warm: covered there, the face looks less like “${name}”. Cool: covered there, it looks more like it.`,
    mapPart: (name: string, part: string, fall: number): string =>
      `What mattered most for “${name}”: ${part}. Covered there, its share falls by ${WHOLE.format(Math.round(fall * 100))} percentage points.`,
    mapFlat: (name: string): string =>
      `No single part decides: whichever is covered, the share of “${name}” hardly falls.`,
    parts: [
      ['upper left', 'the forehead', 'upper right'],
      ['the eye on the left', 'the middle of the face', 'the eye on the right'],
      ['lower left', 'the mouth', 'lower right'],
    ],
    certaintyTitle: 'How sure is it?',
    sure: (name: string, share: number): string =>
      `Of 100 faces that look like this to the network, about ${Math.round(share * 100)} carry the label “${name}” in the pictures it was measured on.`,
    notSure: (below: number): string =>
      `Below ${percent(below)} for the likeliest expression it says “not sure”; also where a face is too dark or too small.`,
    hintsTitle: 'What would help',
  },

  settings: {
    title: 'Settings',
    kept: 'Settings are kept on this device; pictures and results are not, but for those you give.',
    notKept: 'This browser keeps nothing for this page: settings hold until you close it.',
    language: 'Language',
    languageAuto: 'Same as the browser',
    camera: 'Camera',
    cameraNumber: (number: number): string => `Camera ${number}`,
    model: 'Model',
    modelHelp:
      'How often each chose the label that people gave, and how large its files are. ' +
      'Where the picture is blurred or noisy, “Fast” reads better than “Accurate”.',
    modelOption: (name: string, accuracy: number, bytes: number): string =>
      `${name}: ${percent(accuracy)}, ${megabytes(bytes)} MB`,
    modelNames: {
      fast: 'Fast',
      accurate: 'Accurate',
    } as Readonly<Record<string, string>>,
    smoothing: 'Steadiness',
    smoothingHelp: 'Calm hides short flickers; quick shows brief expressions.',
    smoothings: { off: 'Off', quick: 'Quick', calm: 'Calm' },
    mirror: 'Mirror the picture',
    mirrorHelp: 'The picture only; what is read stays the same.',
    mirrors: { auto: 'Front camera', on: 'Always', off: 'Never' },
    sound: 'Sound',
    soundHelp: 'A soft tone when the expression changes.',
    reset: 'Back to how it was',
  },

  giving: {
    title: 'Help it learn',
    how: 'Off unless you turn it on. Then you can give single faces: for each you see the picture, say what it shows, and send it to this site’s server with one tap.',
    sentTitle: 'Each time this is sent:',
    sent: [
      'the face as you are shown it: 48 × 48 grey pixels',
      'the expression that you choose',
      'the name and version of the model that read it',
      'which words you agreed to: these',
    ],
    never:
      'Never the camera’s picture, and nothing that names you: no account, no cookie, no address is kept. The server notes the day, and which pictures came from one page on that day. A face can be recognised all the same: give only your own, or one whose person agrees.',
    kept: 'The pictures train this project’s models and serve nothing else. They are deleted after 365 days, or when you take them back, which each one’s receipt lets you do. What a model has learned by then stays.',
    agree: 'Let me give pictures',
    list: 'Your pictures',
    loading: 'Loading…',
    notLoaded: `This part could not be loaded. ${RELOAD_TEXT}`,
    again: TRY_AGAIN,
  },

  timeline: TIMELINE_EN,
  media: MEDIA_EN,

  update: {
    text: 'A new version is ready.',
    action: 'Use it',
    later: 'Later',
  },

  broken: {
    title: 'Something went wrong',
    text: 'The page could not be drawn. Your settings are kept. Try again, or load the page anew.',
    reload: 'Load the page anew',
  },

  failures: {
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
      text: 'It lacks WebAssembly, which does the computing, or has too old a version of it. Update the browser, or open the page in a newer one.',
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
      text: `The part that reads faces stopped unexpectedly. ${RELOAD_TEXT}`,
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
    badFrame: { title: 'The picture could not be read', text: RELOAD_TEXT, action: TRY_AGAIN },
    badOption: { title: 'The picture could not be read', text: RELOAD_TEXT, action: TRY_AGAIN },
    faceGone: { title: 'The face was gone', text: RELOAD_TEXT, action: TRY_AGAIN },
    disposed: { title: 'It was closed', text: RELOAD_TEXT, action: TRY_AGAIN },
  },

  about: {
    title: 'About Mien',
    howTitle: 'How it works',
    how: 'A small network finds faces, turns each one upright and shrinks it to 48 × 48 grey pixels. A second one compares it with what it learned from 28,709 labelled pictures (FER2013). Both run on this device, again and again as the picture changes.',
    trustTitle: 'How far to trust it',
    trust: (accuracy: number, faces: number): string =>
      `On ${WHOLE.format(faces)} pictures kept apart while it learned, it chose the label that they carry ${percent(accuracy)} of the time. People asked to label such pictures matched about 65% (Goodfellow et al., 2013). The pictures were found on the web and do not show all ages and skin colours equally: expect it to be worse on some faces than on others.`,
    trustUnknown: 'This model does not say how well it was measured.',
    boundsTitle: 'What it is not for',
    bounds:
      'Faces do not reveal what someone feels, thinks or intends. Do not use this to judge people at work, at school, in hiring, in care or by the police; in the European Union some of these uses are forbidden by law.',
    privacyTitle: 'What happens to the picture',
    privacy:
      'Nothing is sent and nothing is stored unless you give it. The page may connect to no other address than its own, and your browser enforces that.',
    givingTitle: 'If you give pictures',
    giving:
      'In the settings you can turn on giving single faces, so that the models learn from them. The words there say what is sent. What you gave is listed under “Your pictures”: there, or with its receipt on any device, you can take it back.',
    checkTitle: 'See for yourself',
    check:
      'Wait for “Ready”, switch on flight mode, and go on: it works all the same. On a computer, the browser’s network tools (F12) stay silent while the camera runs.',
    installTitle: 'Keep it on your phone',
    install:
      'On an iPhone: Share, then “Add to Home Screen”. On Android: the browser’s menu, then “Install”. It then opens without a connection.',
    technicalTitle: 'Technical',
    model: 'Model',
    size: 'Loaded',
    speed: 'Per picture',
    detector: 'Face finder',
    privacyPage: 'Privacy, and whom to ask',
    licences: 'Licences of what it is built with',
    detectorSource: 'BlazeFace short-range, Google, Apache-2.0',
  },
};

/** Every sentence that people read, in one language. */
export type Copy = typeof EN;
