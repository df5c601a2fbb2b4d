/** Where a lens looks: at the person before the screen, or away from them. */
export type Facing = 'user' | 'environment';

/** Which camera is wanted: one of a direction, or a certain device. */
export type CameraChoice = { readonly facing: Facing } | { readonly deviceId: string };

/** A camera of this device, by the name that the browser tells. */
export interface NamedCamera {
  readonly deviceId: string;
  /** In the system's language; empty where the browser does not tell. */
  readonly name: string;
}

/** The camera that is on, as far as the browser tells. */
export interface CurrentCamera {
  readonly deviceId: string | undefined;
  readonly facing: Facing | undefined;
}

/**
 * What systems call their lenses: Android's "camera2 0, facing back", iOS's "Back Ultra Wide Camera"
 * in the phone's language. Whole words where a script has spaces, so that no "background" is a back.
 */
const FRONT_WORDS = words(
  'front\\p{L}* user face ?time selfie vorder\\p{L}* avant anterior\\p{L}* delanter\\p{L}* frente voor\\p{L}* przedni\\p{L}* främre fremre foran etu\\p{L}* ön фронт\\p{L}* передн\\p{L}*',
  '前置|前面|インカメラ|전면|أمام|קדמי',
);
const BACK_WORDS = words(
  'back rear environment rück\\p{L}* hinter\\p{L}* arrière traser\\p{L}* traseir\\p{L}* posterior\\p{L}* achter\\p{L}* tyln\\p{L}* bakre baksid\\p{L}* taka\\p{L}* arka задн\\p{L}* тыл\\p{L}* основн\\p{L}*',
  '后置|後置|背面|アウトカメラ|후면|خلفي|אחורי',
);
/** Not what a person means by "the back camera", where there is a plain one. */
const SPECIAL_WORDS = /ultra|tele|zoom|macro|depth|wide|weitwinkel|truedepth/iu;

/** Where a lens of this name looks; undefined if the name does not tell. */
export function facingOfLabel(label: string): Facing | undefined {
  const name = label.normalize('NFC');
  const isFront = FRONT_WORDS.test(name);
  if (isFront === BACK_WORDS.test(name)) return undefined;
  return isFront ? 'user' : 'environment';
}

/**
 * What "Switch" asks for: the other direction. Of two cameras that tell none, the other one. Undefined
 * where there is nothing to switch to; further lenses are chosen by name.
 */
export function otherCamera(
  all: readonly NamedCamera[],
  current: CurrentCamera,
): CameraChoice | undefined {
  if (all.length < 2) return undefined;
  const own = all.find(({ deviceId }) => deviceId === current.deviceId);
  const facing = current.facing ?? (own === undefined ? undefined : facingOfLabel(own.name));
  if (facing !== undefined) {
    const wanted: Facing = facing === 'user' ? 'environment' : 'user';
    const there = all.filter(({ name }) => facingOfLabel(name) === wanted);
    const plain = there.find(({ name }) => !SPECIAL_WORDS.test(name)) ?? there[0];
    const isToldByNames = all.some(({ name }) => facingOfLabel(name) !== undefined);
    // A browser that tells directions knows its main lens of each.
    const isUnderstood = current.facing !== undefined;
    if (isUnderstood && (plain !== undefined || (all.length > 2 && !isToldByNames))) {
      return { facing: wanted };
    }
    if (plain !== undefined) return { deviceId: plain.deviceId };
  }
  if (all.length > 2) return undefined;
  const other = own === undefined ? all[1] : all.find((camera) => camera !== own);
  return other === undefined ? undefined : { deviceId: other.deviceId };
}

/** @param spaced patterns of whole words, parted by spaces that no `?` follows */
function words(spaced: string, unspaced: string): RegExp {
  const whole = spaced.split(/ (?!\?)/).join('|');
  return new RegExp(`(?<!\\p{L})(?:${whole})(?!\\p{L})|${unspaced}`, 'iu');
}
