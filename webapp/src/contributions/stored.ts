import { GIVEN_LABELS, type Entry, type Fate, type Picture } from './entry';
import { PICTURE_SIDE_PX, type Token } from './server';

/**
 * What lies in the browser's database, read with care: another version of the page may have written
 * it. What is not understood counts as absent.
 */

/** Why nothing is sent until a time. */
export interface Pause {
  /**
   * `offline`: no answer came; `busy`: the server asked to wait; `absent`: at this address nobody
   * takes pictures.
   */
  readonly reason: 'offline' | 'busy' | 'absent';
  readonly untilMs: number;
}

const PAUSES: readonly Pause['reason'][] = ['offline', 'busy', 'absent'];

export function parseEntry(value: unknown): Entry | undefined {
  const key = text(value, 'key');
  const addedAtMs = number(value, 'addedAtMs');
  const fate = parseFate(field(value, 'fate'));
  if (key === undefined || addedAtMs === undefined || fate === undefined) return undefined;
  return { key, addedAtMs, fate };
}

function parseFate(value: unknown): Fate | undefined {
  const status = text(value, 'status');
  const picture = parsePicture(field(value, 'picture'));
  const receipt = text(value, 'receipt');
  const sentence = text(value, 'sentence');
  switch (status) {
    case 'waiting':
    case 'unsure':
    case 'recalling':
      return picture && { status, picture };
    case 'given':
      return picture && receipt !== undefined ? { status, picture, receipt } : undefined;
    case 'refused':
      return sentence === undefined ? undefined : { status, picture, sentence };
    case 'leaving':
      return receipt === undefined ? undefined : { status, picture, receipt };
    case 'gone':
      return receipt === undefined
        ? undefined
        : { status, receipt, wasTyped: field(value, 'wasTyped') === true };
    case undefined:
    default:
      return undefined;
  }
}

function parsePicture(value: unknown): Picture | undefined {
  const pixels = field(value, 'pixels');
  const label = GIVEN_LABELS.find((each) => each === field(value, 'label'));
  const name = text(field(value, 'model'), 'name');
  const version = text(field(value, 'model'), 'version');
  const words = text(value, 'words');
  const isWhole = pixels instanceof Uint8Array && pixels.length === PICTURE_SIDE_PX ** 2;
  if (!isWhole || label === undefined) return undefined;
  if (name === undefined || version === undefined || words === undefined) return undefined;
  return { pixels, label, model: { name, version }, words };
}

export function parsePause(value: unknown): Pause | undefined {
  const reason = PAUSES.find((each) => each === field(value, 'reason'));
  const untilMs = number(value, 'untilMs');
  return reason === undefined || untilMs === undefined ? undefined : { reason, untilMs };
}

export function parseToken(value: unknown): Token | undefined {
  const written = text(value, 'text');
  const expiresAtMs = number(value, 'expiresAtMs');
  return written === undefined || expiresAtMs === undefined
    ? undefined
    : { text: written, expiresAtMs };
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function text(value: unknown, key: string): string | undefined {
  const found = field(value, key);
  return typeof found === 'string' ? found : undefined;
}

function number(value: unknown, key: string): number | undefined {
  const found = field(value, key);
  return typeof found === 'number' ? found : undefined;
}
