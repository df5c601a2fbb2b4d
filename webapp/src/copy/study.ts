import { isLanguage, type Copy, type Language } from './index';

/** The sentences of "Many files", which come with that part of the page. */
export interface StudyCopy {
  readonly title: string;
  readonly lead: string;
  readonly intro: string;
  readonly choose: string;
  readonly chooseFolder: string;
  readonly more: string;
  readonly moreFolder: string;
  readonly drop: string;
  readonly others: (count: number) => string;
  readonly none: string;
  readonly options: {
    readonly step: string;
    readonly stepHelp: string;
    /** By milliseconds. */
    readonly steps: Readonly<Record<number, string>>;
    readonly steady: string;
    readonly steadyHelp: string;
    readonly keep: string;
    readonly keepHelp: string;
    /** What holds for a table in which there is something. */
    readonly locked: (everyMs: number, isSteady: boolean) => string;
  };
  readonly start: (count: number) => string;
  readonly pause: string;
  readonly resume: string;
  readonly cancel: string;
  readonly again: string;
  readonly againAll: string;
  readonly progress: (finished: number, all: number) => string;
  readonly left: (ms: number | undefined) => string;
  readonly paused: string;
  readonly finished: (count: number) => string;
  readonly unreadable: (count: number) => string;
  readonly stopped: (count: number) => string;
  readonly files: string;
  readonly faces: (count: number) => string;
  readonly frames: (count: number) => string;
  readonly waiting: string;
  readonly cancelled: string;
  readonly notSure: string;
  readonly noFace: string;
  readonly save: string;
  readonly saveAs: (kind: string) => string;
  readonly rows: (count: number) => string;
  readonly kinds: Readonly<Record<'csv' | 'json' | 'png', string>>;
  readonly saveFailed: string;
  readonly clear: string;
  readonly clearQuestion: string;
  readonly clearYes: string;
  readonly clearNo: string;
  readonly picture: {
    readonly title: string;
    readonly subtitle: (at: Date, files: number, rows: number, model: string) => string;
    readonly all: string;
    readonly rest: (count: number) => string;
    readonly caution: string;
  };
  readonly otherVersion: string;
  readonly notKept: string;
}

const MINUTE_MS = 60_000;

function formatsOf(language: string) {
  const whole = new Intl.NumberFormat(language);
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    whole: (count: number) => whole.format(count),
    dateTime: (date: Date) => dateTime.format(date),
  };
}

const ENGLISH = formatsOf('en');
const GERMAN = formatsOf('de');

function counted(format: (count: number) => string, one: string, many: string) {
  return (count: number) => (count === 1 ? one : `${format(count)} ${many}`);
}

const filesEn = counted(ENGLISH.whole, '1 file', 'files');
const filesDe = counted(GERMAN.whole, '1 Datei', 'Dateien');
const rowsEn = counted(ENGLISH.whole, '1 row', 'rows');
const rowsDe = counted(GERMAN.whole, '1 Zeile', 'Zeilen');

const STEPS_EN: Readonly<Record<number, string>> = {
  0: 'Every frame',
  100: '10 a second',
  200: '5 a second',
  1000: '1 a second',
};
const STEPS_DE: Readonly<Record<number, string>> = {
  0: 'Jedes Einzelbild',
  100: '10-mal je Sekunde',
  200: '5-mal je Sekunde',
  1000: '1-mal je Sekunde',
};

const STUDY_EN: StudyCopy = {
  title: 'Many files',
  lead: 'Photos and videos in, one table out.',
  intro:
    'As many as you like. They are read on this device, one after the other, and nothing is sent.',
  choose: 'Choose photos and videos',
  chooseFolder: 'Choose a folder',
  more: 'Add files',
  moreFolder: 'Add a folder',
  drop: 'Or drop them here, folders too.',
  others: (count) =>
    count === 1
      ? '1 file in there is not a photo or video, or cannot be read.'
      : `${ENGLISH.whole(count)} files in there are not photos or videos, or cannot be read.`,
  none: 'There are no photos or videos in there.',
  options: {
    step: 'Frames to read in videos',
    stepHelp: 'More often catches shorter expressions, but takes longer.',
    steps: STEPS_EN,
    steady: 'Smooth over time',
    steadyHelp: 'Off: each frame’s own values. On: smoothed values, as in the live view.',
    keep: 'Keep finished files on this device',
    keepHelp:
      'Then you can close the page and continue later. The table stays here until you clear it.',
    locked: (everyMs, isSteady) =>
      `Videos: ${(STEPS_EN[everyMs] ?? `every ${everyMs} ms`).toLowerCase()}, ${isSteady ? 'smoothed over time' : 'each frame by itself'}. Clear the table to change this.`,
  },
  start: (count) => `Read ${filesEn(count)}`,
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Stop',
  again: 'Try again',
  againAll: 'Try all again',
  progress: (finished, all) => `${ENGLISH.whole(finished)} of ${filesEn(all)}`,
  left: (ms) => {
    if (ms === undefined) return 'Reading…';
    if (ms < MINUTE_MS) return 'Less than a minute left';
    const minutes = Math.round(ms / MINUTE_MS);
    if (minutes < 90)
      return minutes === 1 ? 'About a minute left' : `About ${minutes} minutes left`;
    return `About ${ENGLISH.whole(Math.round(minutes / 60))} hours left`;
  },
  paused: 'Paused',
  finished: (count) => `${filesEn(count)} read`,
  unreadable: (count) => `${filesEn(count)} could not be opened`,
  stopped: (count) => `${filesEn(count)} not read`,
  files: 'Files',
  faces: counted(ENGLISH.whole, '1 face', 'faces'),
  frames: counted(ENGLISH.whole, '1 frame', 'frames'),
  waiting: 'Waiting',
  cancelled: 'Not read',
  notSure: 'Not sure',
  noFace: 'No face',
  save: 'Save the table',
  saveAs: (kind) => `Save as ${kind}`,
  rows: rowsEn,
  kinds: { csv: 'Table (CSV)', json: 'Data (JSON)', png: 'Picture (PNG)' },
  saveFailed: 'The file could not be created. Please try again.',
  clear: 'Clear',
  clearQuestion: 'Delete the table and clear the list?',
  clearYes: 'Delete',
  clearNo: 'Cancel',
  picture: {
    title: 'Expressions by file',
    subtitle: (at, files, rows, model) =>
      `${ENGLISH.dateTime(at)} · ${filesEn(files)}, ${rowsEn(rows)} · Mien, ${model}`,
    all: 'All files',
    rest: (count) => `${filesEn(count)} more`,
    caution: 'Estimated from looks. An expression is not a feeling, and the guess is often wrong.',
  },
  otherVersion:
    'This table was made with another version of the model. Save it, clear it, then read these files into a new one.',
  notKept: 'The browser could not store this. Its storage may be full or blocked for this page.',
};

const STUDY_DE: StudyCopy = {
  title: 'Viele Dateien',
  lead: 'Fotos und Videos hinein, eine Tabelle heraus.',
  intro:
    'So viele du willst. Sie werden auf diesem Gerät gelesen, eine nach der anderen, und nichts wird gesendet.',
  choose: 'Fotos und Videos wählen',
  chooseFolder: 'Ordner wählen',
  more: 'Dateien hinzufügen',
  moreFolder: 'Ordner hinzufügen',
  drop: 'Oder hier ablegen, auch Ordner.',
  others: (count) =>
    count === 1
      ? '1 Datei darin ist weder Foto noch Video oder lässt sich nicht lesen.'
      : `${GERMAN.whole(count)} Dateien darin sind weder Fotos noch Videos oder lassen sich nicht lesen.`,
  none: 'Darin sind keine Fotos oder Videos.',
  options: {
    step: 'Bilder aus Videos lesen',
    stepHelp: 'Häufigeres Lesen erfasst kürzere Ausdrücke, dauert aber länger.',
    steps: STEPS_DE,
    steady: 'Über die Zeit glätten',
    steadyHelp: 'Aus: die Werte jedes Einzelbilds. An: geglättete Werte wie in der Live-Ansicht.',
    keep: 'Fertige Dateien auf diesem Gerät behalten',
    keepHelp:
      'Dann kannst du die Seite schließen und später weitermachen. Die Tabelle bleibt hier, bis du sie leerst.',
    locked: (everyMs, isSteady) =>
      `Videos: ${STEPS_DE[everyMs] ?? `alle ${everyMs} ms`}, ${isSteady ? 'über die Zeit geglättet' : 'jedes Einzelbild für sich'}. Leere die Tabelle, um das zu ändern.`,
  },
  start: (count) => `${filesDe(count)} lesen`,
  pause: 'Anhalten',
  resume: 'Weiter',
  cancel: 'Abbrechen',
  again: 'Erneut versuchen',
  againAll: 'Alle erneut versuchen',
  progress: (finished, all) => `${GERMAN.whole(finished)} von ${filesDe(all)}`,
  left: (ms) => {
    if (ms === undefined) return 'Wird gelesen…';
    if (ms < MINUTE_MS) return 'Noch weniger als eine Minute';
    const minutes = Math.round(ms / MINUTE_MS);
    if (minutes < 90)
      return minutes === 1 ? 'Noch etwa eine Minute' : `Noch etwa ${minutes} Minuten`;
    return `Noch etwa ${GERMAN.whole(Math.round(minutes / 60))} Stunden`;
  },
  paused: 'Angehalten',
  finished: (count) => `${filesDe(count)} gelesen`,
  unreadable: (count) => `${filesDe(count)} nicht zu öffnen`,
  stopped: (count) => `${filesDe(count)} nicht gelesen`,
  files: 'Dateien',
  faces: counted(GERMAN.whole, '1 Gesicht', 'Gesichter'),
  frames: counted(GERMAN.whole, '1 Einzelbild', 'Einzelbilder'),
  waiting: 'Wartet',
  cancelled: 'Nicht gelesen',
  notSure: 'Nicht sicher',
  noFace: 'Kein Gesicht',
  save: 'Tabelle speichern',
  saveAs: (kind) => `Als ${kind} speichern`,
  rows: rowsDe,
  kinds: { csv: 'Tabelle (CSV)', json: 'Daten (JSON)', png: 'Bild (PNG)' },
  saveFailed: 'Die Datei konnte nicht erstellt werden. Versuche es noch einmal.',
  clear: 'Leeren',
  clearQuestion: 'Die Tabelle löschen und die Liste leeren?',
  clearYes: 'Tabelle löschen',
  clearNo: 'Abbrechen',
  picture: {
    title: 'Ausdrücke je Datei',
    subtitle: (at, files, rows, model) =>
      `${GERMAN.dateTime(at)} · ${filesDe(files)}, ${rowsDe(rows)} · Mien, ${model}`,
    all: 'Alle Dateien',
    rest: (count) => `+ ${filesDe(count)}`,
    caution:
      'Nach dem Aussehen geschätzt. Ein Ausdruck ist kein Gefühl, und Mien liegt oft falsch.',
  },
  otherVersion:
    'Diese Tabelle stammt von einer anderen Version des Modells. Speichere sie, leere sie dann und lies diese Dateien in eine neue ein.',
  notKept:
    'Der Browser konnte das nicht speichern. Vielleicht ist sein Speicher voll oder für diese Seite gesperrt.',
};

export const STUDY_WORDS: Readonly<Record<Language, StudyCopy>> = { en: STUDY_EN, de: STUDY_DE };

/** The part's sentences in the page's language. */
export function studyCopy({ language }: Copy): StudyCopy {
  return STUDY_WORDS[isLanguage(language) ? language : 'en'];
}
