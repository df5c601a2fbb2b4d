import type { Trouble } from '../camera/life/state';
import type { QualityHint } from '../vision/index';
import { FAILURES_EN, PERSISTS_EN, RELOAD_EN, TRY_AGAIN_EN } from './failures';
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

const NO_FACE = 'No face in view';

const HINTS: Readonly<Record<QualityHint, string>> = {
  tooSmall: 'Come closer',
  tooDark: 'More light would help',
  tooBright: 'Less light on the face would help',
  noisy: 'More light would reduce the grain',
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
  /** What a screen reader says about the faces in sight. */
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
    staysGiving: 'Only the pictures you give leave this device.',
    guessesTitle: 'It guesses from looks',
    guesses: 'An expression is not a feeling, and the guess is often wrong.',
    judgesTitle: 'It judges nobody',
    judges: 'Not for work, school, health or safety.',
    open: 'Open the camera',
    picture: 'Choose photos or videos',
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
    searching: 'Finding a face…',
    noFace: NO_FACE,
    noFaceHelp: 'Come within two metres, at eye level.',
    noFaceInFile: 'No face was found here.',
    noFaceInFileHelp: 'Faces must be large enough and face the camera.',
    notSure: 'Not sure',
    notSureHelp: 'No expression stands out.',
    /** Beside a face that is read all the same. */
    frozen: 'Frozen: pause, then resume',
    bars: 'How much the face looks like each expression',
    faces: 'Faces',
    face: (number: number): string => `Face ${number}. Show details`,
    readings: 'Everyone in sight',
    faceNumber: (number: number): string => `Face ${number}`,
    whyOf: (number: number): string => `Why? Face ${number}`,
    paused: 'Paused',
    cameraOff: 'The camera is off',
    photo: 'The chosen photo',
    video: 'The chosen video',
  },

  /** What keeps readings away from a camera that is wanted, and the way on. */
  troubles: {
    again: TRY_AGAIN_EN,
    question: {
      title: 'Allow the camera?',
      help: 'Your browser asks at the top or bottom of its window. No question there? Open this page in Chrome, Firefox or Safari, not inside another app.',
    },
    noPicture: {
      title: 'No picture from the camera',
      help: 'The camera is on but sends nothing. Close other apps that use it, then try again.',
    },
    taken: {
      title: 'The camera is in use',
      help: 'A call or another app is using it. Reading resumes when that ends.',
    },
    unreadable: {
      title: 'The picture cannot be read',
      help: 'Something went wrong while reading. Try again, or choose another model in the settings.',
    },
    slow: {
      title: 'This is taking long',
      help: 'The device is busy. Close other apps, then try again.',
    },
    black: {
      title: 'The picture is black',
      help: 'Is the lens covered, or a shutter closed? Uncover it, or turn the camera on with its switch.',
    },
    blank: {
      title: 'The picture is empty',
      help: 'It is all one colour. Is the lens covered? Uncover it, or try again.',
    },
    frozen: {
      title: 'The picture is frozen',
      help: 'It has not changed for a while. Try again to restart the camera.',
    },
  } satisfies Readonly<
    Record<Trouble, { readonly title: string; readonly help: string }> & Record<'again', string>
  >,

  controls: {
    bar: 'Controls',
    pause: 'Pause',
    resume: 'Resume',
    switchCamera: 'Switch camera',
    switch: 'Switch',
    camera: 'Camera',
    picture: 'Picture',
    pictureLong: 'Picture or video',
    why: 'Why?',
    timeline: 'Timeline',
    more: 'More',
    leave: 'Back to the start',
    close: 'Close',
  },

  menu: {
    title: 'More',
    study: 'Many files',
    settings: 'Settings',
    about: 'About',
    install: 'Install as an app',
  },

  face: {
    seen: 'What the network saw: the face upright, 48 × 48 pixels, grey',
    working: 'Covering one part after another…',
    stop: 'Stop',
    again: 'Start over',
    stopped: 'Stopped.',
    gone: 'The face left too soon. Close this and try again.',
    showMap: 'Show what mattered',
    mapFor: (name: string): string => `Warm areas support “${name}”. Cool areas count against it.`,
    mapPart: (name: string, part: string, fall: number): string =>
      `What mattered most for “${name}”: ${part}. With that part covered, “${name}” falls by ${WHOLE.format(Math.round(fall * 100))} percentage points.`,
    mapFlat: (name: string): string =>
      `No single part decides: “${name}” hardly falls, whichever part is covered.`,
    parts: [
      ['upper left', 'the forehead', 'upper right'],
      ['the eye on the left', 'the middle of the face', 'the eye on the right'],
      ['lower left', 'the mouth', 'lower right'],
    ],
    certaintyTitle: 'How sure is it?',
    sure: (name: string, share: number): string =>
      `In testing, about ${Math.round(share * 100)} of 100 faces scored like this were labelled “${name}”.`,
    notSure: (below: number): string =>
      `If no expression reaches ${percent(below)}, or the face is too dark or too small, it says “not sure”.`,
    hintsTitle: 'What would help',
  },

  settings: {
    title: 'Settings',
    kept: 'Settings are saved on this device. Pictures and results are saved only if you give or keep them.',
    notKept: 'This browser saves nothing for this page. Settings last until you close it.',
    language: 'Language',
    languageAuto: 'Same as the browser',
    camera: 'Camera',
    cameraNumber: (number: number): string => `Camera ${number}`,
    model: 'Model',
    modelHelp:
      'How often each model agreed with people’s labels, and the size of its files. ' +
      'In blurred or noisy pictures “Fast” does better than “Accurate”.',
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
    mirrorHelp: 'Changes only what you see, not the reading.',
    mirrors: { auto: 'Front camera', on: 'Always', off: 'Never' },
    sound: 'Sound',
    soundHelp: 'A soft tone when the expression changes.',
    reset: 'Reset to defaults',
  },

  giving: {
    title: 'Help it learn',
    how: 'Off unless you turn it on. Then you can give single faces: look at the picture, say what it shows, and send it to this site’s server with one tap.',
    sentTitle: 'What is sent each time:',
    sent: [
      'the face as you see it: 48 × 48 grey pixels',
      'the expression you chose',
      'the name and version of the model that read it',
      'the version of this text, which you agreed to',
    ],
    never:
      'Never the camera’s whole picture, and no details about you: no account, no cookie, and your address is not kept. The server notes the day, and which pictures came from the same page that day. A face can still be recognised: give only your own, or that of someone who has agreed.',
    kept: 'The pictures are used only to train this project’s models. They are deleted after 365 days, or as soon as you take them back with their receipts. What a model has learned by then stays.',
    agree: 'Let me give pictures',
    list: 'Your pictures',
    loading: 'Loading…',
    notLoaded: `This part could not be loaded. ${PERSISTS_EN}`,
    again: TRY_AGAIN_EN,
  },

  timeline: TIMELINE_EN,
  media: MEDIA_EN,

  update: {
    text: 'A new version is ready.',
    action: 'Update',
    later: 'Later',
  },

  broken: {
    title: 'The page could not be shown',
    text: 'Your settings are safe. Try again, or reload the page.',
    reload: RELOAD_EN,
  },

  failures: FAILURES_EN,

  about: {
    title: 'About Mien',
    howTitle: 'How it works',
    how: 'A small network finds faces. Each one is turned upright and reduced to 48 × 48 grey pixels. A second network, which learned from 28,709 labelled pictures (FER2013), reads its expression. Both run on this device whenever the picture changes.',
    trustTitle: 'How far to trust it',
    trust: (accuracy: number, faces: number): string =>
      `On ${WHOLE.format(faces)} pictures that it did not learn from, it agreed with their labels ${percent(accuracy)} of the time. People who labelled such pictures agreed about 65% of the time (Goodfellow et al., 2013). The pictures were found on the web and do not show all ages and skin colours equally, so it is worse on some faces than on others.`,
    trustUnknown: 'The accuracy of this model was not measured.',
    boundsTitle: 'What it is not for',
    bounds:
      'Faces do not reveal what someone feels, thinks or intends. Do not use this to judge people at work, at school, in hiring, in care or by the police; in the European Union some of these uses are forbidden by law.',
    privacyTitle: 'What happens to the picture',
    privacy:
      'Nothing is sent unless you give it. Only your settings, and what you give or keep, are stored. The page may only connect to its own address, and your browser enforces that.',
    givingTitle: 'If you give pictures',
    giving:
      'In the settings you can choose to give single faces, so that the models learn from them. The text there says what is sent. “Your pictures” lists the pictures you gave. You can take each one back there, or with its receipt on any device.',
    checkTitle: 'See for yourself',
    check:
      'Wait for “Ready”, then turn on flight mode: it still works. On a computer, the browser’s network tools (F12) stay silent while the camera runs.',
    installTitle: 'Keep it on your phone',
    install:
      'On an iPhone: Share, then “Add to Home Screen”. On Android: the browser’s menu, then “Install”. It then opens without a connection.',
    technicalTitle: 'Technical',
    model: 'Model',
    size: 'Loaded',
    speed: 'Per picture',
    detector: 'Face finder',
    privacyPage: 'Privacy and contact',
    licences: 'Third-party licences',
    detectorSource: 'BlazeFace short-range, Google, Apache-2.0',
  },
};

/** Every sentence that people read, in one language. */
export type Copy = typeof EN;
