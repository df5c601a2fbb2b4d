import { isLanguage, type Copy, type Language } from '.';

/** The sentences of the part with which pictures are given; they come with it, not with the page. */
export interface GivingCopy {
  readonly offerTitle: string;
  readonly picture: string;
  readonly shows: string;
  readonly sentIs: (expression: string, model: string, words: string) => string;
  readonly chooseFirst: string;
  readonly give: string;
  readonly discarded: string;
  readonly seeAll: string;
  readonly none: string;
  readonly pictureOf: (expression: string) => string;
  readonly fates: {
    readonly waiting: string;
    readonly sending: string;
    readonly unsure: string;
    readonly given: string;
    readonly refused: string;
    readonly beingTakenBack: string;
    readonly gone: string;
    readonly goneIfThere: string;
  };
  readonly receipt: string;
  readonly receiptHelp: string;
  readonly takeBack: string;
  readonly discard: string;
  readonly remove: string;
  readonly pauses: {
    readonly offline: string;
    readonly absent: string;
    readonly busy: (until: Date) => string;
  };
  readonly off: string;
  readonly notLasting: string;
  readonly notKept: string;
  readonly kept: string;
  readonly typedTitle: string;
  readonly typed: string;
  readonly noReceipt: string;
}

const GIVING_EN: GivingCopy = {
  offerTitle: 'Help it learn',
  picture: 'The picture that is sent: 48\u00a0×\u00a048 pixels, grey, only the face',
  shows: 'What does it show?',
  sentIs: (expression, model, words) =>
    `One tap sends this picture, “${expression}”, the model ${model}, and the version of the text you agreed to (${words}). Nothing else.`,
  chooseFirst: 'Choose what it shows first.',
  give: 'Give this picture',
  discarded: 'Discarded. It was not sent.',
  seeAll: 'All your pictures',
  none: 'You have not given any pictures on this device.',
  pictureOf: (expression) => `Picture given as “${expression}”`,
  fates: {
    waiting: 'Waiting to be sent',
    sending: 'Being sent…',
    unsure: 'Sent, waiting for the answer',
    given: 'Given',
    refused: 'Not accepted',
    beingTakenBack: 'Being taken back…',
    gone: 'Taken back and deleted',
    goneIfThere: 'Nothing is stored under this receipt any more',
  },
  receipt: 'Receipt',
  receiptHelp: 'With the receipt you can take it back, on any device.',
  takeBack: 'Take back',
  discard: 'Discard',
  remove: 'Remove from the list',
  pauses: {
    offline: 'No connection. Sending resumes when you are online again.',
    absent: 'This site takes no pictures at the moment. Yours stay on this device.',
    busy: (until) =>
      `The server is busy. Sending resumes at ${until.toLocaleTimeString('en', { timeStyle: 'short' })} if the page is open.`,
  },
  off: 'Giving is off: no picture is sent. You can still take back what you gave.',
  notLasting:
    'This browser saves nothing for this page. Write the receipts down before you close it.',
  notKept: 'The browser could not save that. Its storage may be full.',
  kept: 'The list stays on this device for up to a year. The browser may delete it sooner: when it needs space, when you clear its data, and in Safari after seven days without a visit. Copy any receipt you want to keep.',
  typedTitle: 'Take back by receipt',
  typed: 'Receipt: six groups of four characters',
  noReceipt: 'This is not a receipt. Check each character.',
};

const GIVING_DE: GivingCopy = {
  offerTitle: 'Hilf beim Lernen',
  picture: 'Das Bild, das gesendet wird: 48\u00a0×\u00a048 Bildpunkte, grau, nur das Gesicht',
  shows: 'Was zeigt es?',
  sentIs: (expression, model, words) =>
    `Ein Tippen sendet dieses Bild, „${expression}“, das Modell ${model} und die Version des Textes, dem du zugestimmt hast (${words}). Sonst nichts.`,
  chooseFirst: 'Wähle erst, was es zeigt.',
  give: 'Dieses Bild geben',
  discarded: 'Verworfen. Es wurde nicht gesendet.',
  seeAll: 'Alle deine Bilder',
  none: 'Du hast auf diesem Gerät noch kein Bild gegeben.',
  pictureOf: (expression) => `Bild, gegeben als „${expression}“`,
  fates: {
    waiting: 'Wartet aufs Senden',
    sending: 'Wird gesendet…',
    unsure: 'Gesendet, die Antwort steht noch aus',
    given: 'Gegeben',
    refused: 'Nicht angenommen',
    beingTakenBack: 'Wird zurückgenommen…',
    gone: 'Zurückgenommen und gelöscht',
    goneIfThere: 'Unter diesem Beleg ist nichts mehr gespeichert',
  },
  receipt: 'Beleg',
  receiptHelp: 'Mit dem Beleg kannst du es zurücknehmen, auf jedem Gerät.',
  takeBack: 'Zurücknehmen',
  discard: 'Verwerfen',
  remove: 'Aus der Liste nehmen',
  pauses: {
    offline: 'Keine Verbindung. Sobald du wieder online bist, geht das Senden weiter.',
    absent: 'Diese Seite nimmt zurzeit keine Bilder an. Deine bleiben auf diesem Gerät.',
    busy: (until) =>
      `Der Server ist beschäftigt. Um ${until.toLocaleTimeString('de', { timeStyle: 'short' })} geht es weiter, solange die Seite offen ist.`,
  },
  off: 'Das Geben ist aus: Kein Bild wird gesendet. Was du gegeben hast, kannst du trotzdem zurücknehmen.',
  notLasting:
    'Dieser Browser speichert für diese Seite nichts. Schreib dir die Belege auf, bevor du sie schließt.',
  notKept: 'Der Browser konnte das nicht speichern. Vielleicht ist sein Speicher voll.',
  kept: 'Die Liste bleibt auf diesem Gerät, höchstens ein Jahr. Der Browser kann sie früher löschen: wenn er Platz braucht, wenn du seine Daten löschst und in Safari nach sieben Tagen ohne Besuch. Kopiere jeden Beleg, den du behalten willst.',
  typedTitle: 'Mit einem Beleg zurücknehmen',
  typed: 'Beleg: sechs Gruppen aus vier Zeichen',
  noReceipt: 'Das ist kein Beleg. Prüfe jedes Zeichen.',
};

export const GIVING_WORDS: Readonly<Record<Language, GivingCopy>> = {
  en: GIVING_EN,
  de: GIVING_DE,
};

/** The part's sentences in the page's language. */
export function givingCopy({ language }: Copy): GivingCopy {
  return GIVING_WORDS[isLanguage(language) ? language : 'en'];
}
