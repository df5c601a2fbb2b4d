/** A picture that a person gives, and how far it has come. */

/** The expressions that the server takes, as in functions/intake/layout.py. */
export const GIVEN_LABELS = [
  'angry',
  'disgust',
  'fear',
  'happy',
  'sad',
  'surprise',
  'neutral',
] as const;
export type GivenLabel = (typeof GIVEN_LABELS)[number];

/** All that is sent of a face. */
export interface Picture {
  /** 48 x 48 grey levels, row by row. */
  readonly pixels: Uint8Array;
  /** The expression that the person says it shows. */
  readonly label: GivenLabel;
  /** The model that read it. */
  readonly model: { readonly name: string; readonly version: string };
  /** Version of the words that the person agreed to. */
  readonly words: string;
}

/**
 * - `waiting`: none of it was sent.
 * - `unsure`: sent, and no answer came yet; the server may have it. It is sent again with its key,
 *   which the server stores once.
 * - `given`: stored under the receipt.
 * - `refused`: the server says why, in a sentence, and will not take it.
 * - `recalling`: to be taken back while unsure. The server forgets by receipt alone, so the request
 *   must be repeated first.
 * - `leaving`: to be deleted. The picture is unknown where its receipt was typed.
 * - `gone`: deleted; shown until the page is left.
 */
export type Fate =
  | { readonly status: 'waiting'; readonly picture: Picture }
  | { readonly status: 'unsure'; readonly picture: Picture }
  | { readonly status: 'given'; readonly picture: Picture; readonly receipt: string }
  | {
      readonly status: 'refused';
      readonly picture: Picture | undefined;
      readonly sentence: string;
    }
  | { readonly status: 'recalling'; readonly picture: Picture }
  | {
      readonly status: 'leaving';
      readonly picture: Picture | undefined;
      readonly receipt: string;
    }
  | { readonly status: 'gone'; readonly receipt: string; readonly wasTyped: boolean };

export interface Entry {
  /** A random UUID: the request's Idempotency-Key, known to this device and the server's sender alone. */
  readonly key: string;
  /** When it was added, ms since 1970. */
  readonly addedAtMs: number;
  readonly fate: Fate;
}

export type EntryEvent =
  /** The request is about to leave. */
  | { readonly type: 'sending' }
  | { readonly type: 'stored'; readonly receipt: string }
  /** The server said that it did not store this request; an earlier one it may have. */
  | { readonly type: 'notStored'; readonly wasFirst: boolean }
  | { readonly type: 'refused'; readonly sentence: string }
  | { readonly type: 'takeBack' }
  | { readonly type: 'deleted' }
  /** The person has seen how it ended. */
  | { readonly type: 'dismiss' }
  /** Giving was turned off. */
  | { readonly type: 'turnedOff' };

/** The fate after an event, the same where it changes nothing; undefined if the entry is to go. */
export function nextFate(fate: Fate, event: EntryEvent): Fate | undefined {
  switch (event.type) {
    case 'sending':
      return fate.status === 'waiting' ? { status: 'unsure', picture: fate.picture } : fate;
    case 'stored':
      return afterStored(fate, event.receipt);
    case 'notStored':
      return event.wasFirst ? afterNothingStored(fate) : fate;
    case 'refused':
      return isUnderWay(fate)
        ? { status: 'refused', picture: fate.picture, sentence: event.sentence }
        : fate;
    case 'takeBack':
      return afterTakeBack(fate);
    case 'deleted':
      return fate.status === 'leaving'
        ? { status: 'gone', receipt: fate.receipt, wasTyped: fate.picture === undefined }
        : fate;
    case 'dismiss':
      return fate.status === 'refused' || fate.status === 'gone' ? undefined : fate;
    case 'turnedOff':
      return fate.status === 'waiting' ? undefined : fate;
  }
}

function afterStored(fate: Fate, receipt: string): Fate {
  if (fate.status === 'unsure') return { status: 'given', picture: fate.picture, receipt };
  if (fate.status === 'recalling') return { status: 'leaving', picture: fate.picture, receipt };
  return fate;
}

/** Its only request stored nothing: it waits as before, or is gone without having been there. */
function afterNothingStored(fate: Fate): Fate | undefined {
  if (fate.status === 'unsure') return { status: 'waiting', picture: fate.picture };
  return fate.status === 'recalling' ? undefined : fate;
}

function afterTakeBack(fate: Fate): Fate | undefined {
  switch (fate.status) {
    case 'waiting':
      return undefined;
    case 'unsure':
      return { status: 'recalling', picture: fate.picture };
    case 'given':
      return { status: 'leaving', picture: fate.picture, receipt: fate.receipt };
    case 'refused':
    case 'recalling':
    case 'leaving':
    case 'gone':
      return fate;
  }
}

/** True if the server has yet to answer for it. */
function isUnderWay(
  fate: Fate,
): fate is Extract<Fate, { status: 'unsure' | 'recalling' | 'leaving' }> {
  return fate.status === 'unsure' || isBeingTakenBack(fate);
}

/** True if the person wants it back and the server has not confirmed yet. */
export function isBeingTakenBack(
  fate: Fate,
): fate is Extract<Fate, { status: 'recalling' | 'leaving' }> {
  return fate.status === 'recalling' || fate.status === 'leaving';
}

/** The server keeps nothing for longer (functions/intake/layout.py), so a receipt is of no use then. */
const RETENTION_MS = 365 * 86_400_000;

/** True if a later visit need not show it. */
export function isOver({ fate, addedAtMs }: Entry, nowMs: number): boolean {
  return fate.status === 'gone' || nowMs - addedAtMs > RETENTION_MS;
}

/** What is to be sent next: what is to leave first, then in the order in which it was given. */
export function nextToSend(entries: readonly Entry[], mayGive: boolean): Entry | undefined {
  const inOrder = entries.toSorted((a, b) => a.addedAtMs - b.addedAtMs);
  const leaving = inOrder.find(({ fate }) => isBeingTakenBack(fate));
  if (leaving !== undefined || !mayGive) return leaving;
  return inOrder.find(({ fate }) => fate.status === 'unsure' || fate.status === 'waiting');
}
