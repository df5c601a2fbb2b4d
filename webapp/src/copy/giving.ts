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
  picture: 'The picture that is sent: 48\u00a0×\u00a048 pixels, grey, and nothing around it',
  shows: 'What does it show?',
  sentIs: (expression, model, words) =>
    `One tap sends this picture, “${expression}”, the model ${model}, and which words you agreed to (${words}); nothing else.`,
  chooseFirst: 'Choose what it shows first.',
  give: 'Give this picture',
  discarded: 'It was not sent, and is discarded.',
  seeAll: 'All your pictures',
  none: 'You have given no picture on this device.',
  pictureOf: (expression) => `Picture given as “${expression}”`,
  fates: {
    waiting: 'Waits to be sent',
    sending: 'Being sent…',
    unsure: 'Sent; the answer is still to come',
    given: 'Given',
    refused: 'Not taken',
    beingTakenBack: 'Being taken back…',
    gone: 'Taken back: it is deleted',
    goneIfThere: 'Nothing is kept under this receipt any more',
  },
  receipt: 'Receipt',
  receiptHelp: 'With the receipt you can take it back, on any device.',
  takeBack: 'Take back',
  discard: 'Discard',
  remove: 'Remove from the list',
  pauses: {
    offline: 'No connection. It goes on by itself when there is one.',
    absent: 'This copy of the site takes no pictures at the moment. They stay on this device.',
    busy: (until) =>
      `The server asks you to wait. Sending goes on at ${until.toLocaleTimeString('en', { timeStyle: 'short' })}, while the page is open.`,
  },
  off: 'Giving is off: no picture is sent. What you gave you can take back all the same.',
  notLasting:
    'This browser keeps nothing for this page: write the receipts down before you close it.',
  notKept: 'The browser could not keep that. Its storage may be full.',
  kept: 'The list is kept on this device, for a year at most. The browser may delete it sooner: when it needs the room, when you clear its data, and in Safari after seven days without a visit. Copy a receipt that you want to be sure of.',
  typedTitle: 'Take back by receipt',
  typed: 'Receipt: six groups of four characters',
  noReceipt: 'This is not a receipt. Compare each character.',
};

const GIVING_DE: GivingCopy = {
  offerTitle: 'Hilf beim Lernen',
  picture:
    'Das Bild, das gesendet wird: 48\u00a0×\u00a048 Bildpunkte, grau, ohne alles darum herum',
  shows: 'Was zeigt es?',
  sentIs: (expression, model, words) =>
    `Ein Tippen sendet dieses Bild, „${expression}“, das Modell ${model} und die Fassung der Worte, denen du zugestimmt hast (${words}); sonst nichts.`,
  chooseFirst: 'Wähle erst, was es zeigt.',
  give: 'Dieses Bild geben',
  discarded: 'Es wurde nicht gesendet und ist verworfen.',
  seeAll: 'Alle deine Bilder',
  none: 'Du hast auf diesem Gerät noch kein Bild gegeben.',
  pictureOf: (expression) => `Bild, gegeben als „${expression}“`,
  fates: {
    waiting: 'Wartet aufs Senden',
    sending: 'Wird gesendet…',
    unsure: 'Gesendet; die Antwort steht noch aus',
    given: 'Gegeben',
    refused: 'Nicht angenommen',
    beingTakenBack: 'Wird zurückgenommen…',
    gone: 'Zurückgenommen: Es ist gelöscht',
    goneIfThere: 'Unter diesem Beleg ist nichts mehr gespeichert',
  },
  receipt: 'Beleg',
  receiptHelp: 'Mit dem Beleg kannst du es zurücknehmen, an jedem Gerät.',
  takeBack: 'Zurücknehmen',
  discard: 'Verwerfen',
  remove: 'Aus der Liste nehmen',
  pauses: {
    offline: 'Keine Verbindung. Es geht von selbst weiter, sobald es eine gibt.',
    absent: 'Diese Kopie der Seite nimmt zurzeit keine Bilder an. Sie bleiben auf diesem Gerät.',
    busy: (until) =>
      `Der Server bittet zu warten. Um ${until.toLocaleTimeString('de', { timeStyle: 'short' })} geht es weiter, solange die Seite offen ist.`,
  },
  off: 'Das Geben ist aus: Kein Bild wird gesendet. Was du gegeben hast, kannst du trotzdem zurücknehmen.',
  notLasting:
    'Dieser Browser bewahrt für diese Seite nichts auf: Schreib dir die Belege auf, bevor du sie schließt.',
  notKept: 'Der Browser konnte das nicht aufbewahren. Vielleicht ist sein Speicher voll.',
  kept: 'Die Liste bleibt auf diesem Gerät, höchstens ein Jahr. Der Browser kann sie früher löschen: wenn er Platz braucht, wenn du seine Daten löschst und in Safari nach sieben Tagen ohne Besuch. Kopiere einen Beleg, den du sicher behalten willst.',
  typedTitle: 'Mit einem Beleg zurücknehmen',
  typed: 'Beleg: sechs Gruppen aus vier Zeichen',
  noReceipt: 'Das ist kein Beleg. Vergleiche jedes Zeichen.',
};

export const GIVING_WORDS: Readonly<Record<Language, GivingCopy>> = {
  en: GIVING_EN,
  de: GIVING_DE,
};

/** The part's sentences in the page's language. */
export function givingCopy({ language }: Copy): GivingCopy {
  return GIVING_WORDS[isLanguage(language) ? language : 'en'];
}
