/** The sentences of the timeline, in every language of the page. */
export interface TimelineCopy {
  readonly title: string;
  readonly kept: string;
  readonly empty: string;
  readonly notSure: string;
  readonly noFace: string;
  /** Hours, minutes and seconds of a session, as a stopwatch shows them. */
  readonly clock: (ms: number) => string;
  /** A share from 0 to 1. */
  readonly percent: (share: number) => string;
  readonly chart: {
    readonly title: string;
    readonly choose: string;
    readonly lastMinute: string;
    readonly wholeSession: string;
    /** For those who do not see the chart. */
    readonly text: (from: string, to: string) => string;
    readonly legend: string;
  };
  /** Beside the bars of a face. */
  readonly minute: {
    /** For those who do not see the chart. */
    readonly text: string;
    readonly start: string;
    readonly end: string;
  };
  readonly summary: {
    readonly title: string;
    readonly recorded: (clock: string) => string;
    readonly expression: string;
    readonly share: string;
    readonly time: string;
  };
  readonly moments: {
    readonly title: string;
    readonly none: string;
    readonly newest: (shown: number, all: number) => string;
  };
  readonly actions: {
    readonly pause: string;
    readonly resume: string;
    readonly paused: string;
    readonly clear: string;
    readonly clearQuestion: string;
    readonly clearYes: string;
    readonly clearNo: string;
    readonly save: string;
    /** What a button says that saves a file of that kind. */
    readonly saveAs: (kind: string) => string;
    readonly kinds: { readonly csv: string; readonly json: string; readonly png: string };
    readonly saveFailed: string;
  };
  readonly picture: {
    readonly title: string;
    /** When the session began, how long was recorded and with what. */
    readonly subtitle: (startedAt: Date, recorded: string, model: string) => string;
    readonly caution: string;
  };
}

interface Formats {
  readonly clock: TimelineCopy['clock'];
  readonly percent: TimelineCopy['percent'];
  readonly whole: (count: number) => string;
  readonly dateTime: (date: Date) => string;
}

function formatsOf(language: string): Formats {
  const whole = new Intl.NumberFormat(language);
  const twoDigits = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 });
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    clock: (ms) => {
      const seconds = Math.floor(ms / 1000);
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
      const start =
        hours === 0 ? whole.format(minutes) : `${whole.format(hours)}:${twoDigits.format(minutes)}`;
      return `${start}:${twoDigits.format(seconds % 60)}`;
    },
    percent: (share) => percent.format(share),
    whole: (count) => whole.format(count),
    dateTime: (date) => dateTime.format(date),
  };
}

const ENGLISH = formatsOf('en');
const GERMAN = formatsOf('de');

export const TIMELINE_EN: TimelineCopy = {
  title: 'Timeline',
  kept: 'Recordings are in memory only. They are gone when you close the page.',
  empty: 'Nothing recorded yet. Recording starts with the first picture from the camera.',
  notSure: 'Not sure',
  noFace: 'No face',
  clock: ENGLISH.clock,
  percent: ENGLISH.percent,
  chart: {
    title: 'Chart',
    choose: 'What the chart shows',
    lastMinute: 'Last minute',
    wholeSession: 'Whole session',
    text: (from, to) =>
      `Chart from ${from} to ${to}: how much the face looked like each expression. The tables below give the numbers.`,
    legend:
      'The higher the area, the more the face looks like the expression. The line below shows what Mien said. Gaps were not recorded.',
  },
  minute: {
    text: 'Chart of the last minute. “Timeline” has its numbers.',
    start: 'a minute ago',
    end: 'now',
  },
  summary: {
    title: 'Shares',
    recorded: (clock) => `Recorded: ${clock}`,
    expression: 'Expression',
    share: 'Share of the time',
    time: 'Time',
  },
  moments: {
    title: 'Changes',
    none: 'No expression has lasted long enough yet.',
    newest: (shown, all) => `The newest ${ENGLISH.whole(shown)} of ${ENGLISH.whole(all)}.`,
  },
  actions: {
    pause: 'Pause recording',
    resume: 'Resume recording',
    paused: 'Recording is paused.',
    clear: 'Delete',
    clearQuestion: 'Delete the whole recording?',
    clearYes: 'Delete recording',
    clearNo: 'Keep',
    save: 'Save as a file',
    saveAs: (kind) => `Save as ${kind}`,
    kinds: { csv: 'Table (CSV)', json: 'Data (JSON)', png: 'Picture (PNG)' },
    saveFailed: 'The file could not be saved. Please try again.',
  },
  picture: {
    title: 'Expressions over time',
    subtitle: (startedAt, recorded, model) =>
      `${ENGLISH.dateTime(startedAt)} · ${recorded} recorded · Mien, ${model}`,
    caution: 'Estimated from looks. An expression is not a feeling, and the guess is often wrong.',
  },
};

export const TIMELINE_DE: TimelineCopy = {
  title: 'Verlauf',
  kept: 'Aufzeichnungen liegen nur im Arbeitsspeicher. Wenn du die Seite schließt, sind sie weg.',
  empty: 'Noch ist nichts aufgezeichnet. Die Aufzeichnung beginnt mit dem ersten Bild der Kamera.',
  notSure: 'Nicht sicher',
  noFace: 'Kein Gesicht',
  clock: GERMAN.clock,
  percent: GERMAN.percent,
  chart: {
    title: 'Diagramm',
    choose: 'Was das Diagramm zeigt',
    lastMinute: 'Letzte Minute',
    wholeSession: 'Ganze Sitzung',
    text: (from, to) =>
      `Diagramm von ${from} bis ${to}: wie sehr das Gesicht nach jedem Ausdruck aussah. Die Tabellen darunter enthalten die Zahlen.`,
    legend:
      'Je höher die Fläche, desto mehr sieht das Gesicht nach dem Ausdruck aus. Die Linie darunter zeigt, was Mien sagte. Lücken wurden nicht aufgezeichnet.',
  },
  minute: {
    text: 'Diagramm der letzten Minute. Die Zahlen stehen unter „Verlauf“.',
    start: 'vor einer Minute',
    end: 'jetzt',
  },
  summary: {
    title: 'Anteile',
    recorded: (clock) => `Aufgezeichnet: ${clock}`,
    expression: 'Ausdruck',
    share: 'Anteil an der Zeit',
    time: 'Zeit',
  },
  moments: {
    title: 'Wechsel',
    none: 'Noch hat kein Ausdruck lange genug gedauert.',
    newest: (shown, all) => `Die neuesten ${GERMAN.whole(shown)} von ${GERMAN.whole(all)}.`,
  },
  actions: {
    pause: 'Aufzeichnung anhalten',
    resume: 'Aufzeichnung fortsetzen',
    paused: 'Die Aufzeichnung ist angehalten.',
    clear: 'Löschen',
    clearQuestion: 'Ganze Aufzeichnung löschen?',
    clearYes: 'Aufzeichnung löschen',
    clearNo: 'Behalten',
    save: 'Als Datei speichern',
    saveAs: (kind) => `Als ${kind} speichern`,
    kinds: { csv: 'Tabelle (CSV)', json: 'Daten (JSON)', png: 'Bild (PNG)' },
    saveFailed: 'Die Datei konnte nicht gespeichert werden. Versuche es noch einmal.',
  },
  picture: {
    title: 'Ausdrücke im Verlauf',
    subtitle: (startedAt, recorded, model) =>
      `${GERMAN.dateTime(startedAt)} · ${recorded} aufgezeichnet · Mien, ${model}`,
    caution:
      'Nach dem Aussehen geschätzt. Ein Ausdruck ist kein Gefühl, und Mien liegt oft falsch.',
  },
};
