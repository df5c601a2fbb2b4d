import { WORDS_VERSION } from './consent';

/** How long a face's values take to follow what the network says of each frame. */
export type Smoothing = 'off' | 'quick' | 'calm';
/** Whether the picture is shown as in a mirror: as suits the camera, or as the person says. */
export type Mirror = 'auto' | 'on' | 'off';

/** What a person can choose. */
export interface Settings {
  /** A language tag; undefined for the browser's. */
  readonly language: string | undefined;
  /** Name of an exported model; undefined for the default one. */
  readonly model: string | undefined;
  readonly smoothing: Smoothing;
  readonly mirror: Mirror;
  readonly sound: boolean;
  /** Version of the words under which pictures may be given; undefined where they may not. */
  readonly agreedTo: string | undefined;
  /** Given pictures are to be taken back still, whether more may be given or not. */
  readonly isTakingBack: boolean;
}

export const FIRST_SETTINGS: Settings = {
  language: undefined,
  model: undefined,
  smoothing: 'quick',
  mirror: 'auto',
  sound: false,
  agreedTo: undefined,
  isTakingBack: false,
};

export const SMOOTHINGS: readonly Smoothing[] = ['off', 'quick', 'calm'];
export const MIRRORS: readonly Mirror[] = ['auto', 'on', 'off'];

/** Time in which values go half way to new ones. Quick follows an expression within a few frames. */
export const HALF_LIFE_MS: Readonly<Record<Smoothing, number>> = { off: 0, quick: 150, calm: 600 };

/** Where settings are kept between visits. */
type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What they are kept under. */
export const SETTINGS_KEY = 'mien.settings';

/** The settings, and where they are kept. */
export interface SettingsStore {
  current(): Settings;
  /** Whether this browser keeps them; undefined until it refused, or something was changed. */
  isKept(): boolean | undefined;
  change(changes: Partial<Settings>): void;
  /** As on the first visit, but for what is still to be done. */
  reset(): void;
  /** Takes over what another tab has written. */
  refresh(): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
}

/**
 * The settings of the last visit. A change is made to what is kept now, and not to what this tab has
 * read once: another one may have turned off meanwhile that pictures are given.
 *
 * @param openShelf gives the browser's storage, or throws where that is refused
 */
export function createSettingsStore(openShelf: () => Shelf): SettingsStore {
  const listeners = new Set<() => void>();
  let isKept: boolean | undefined;
  let settings = read(openShelf);
  try {
    openShelf().getItem(SETTINGS_KEY);
  } catch {
    isKept = false;
  }

  function notify(): void {
    for (const listener of listeners) listener();
  }

  function become(next: Settings): void {
    settings = next;
    isKept = write(openShelf, next);
    notify();
  }

  /** Where nothing is kept, this tab alone knows them. */
  function newest(): Settings {
    return isKept === false ? settings : read(openShelf);
  }

  return {
    current: () => settings,
    isKept: () => isKept,
    change: (changes) => {
      become({ ...newest(), ...changes });
    },
    reset: () => {
      become({ ...FIRST_SETTINGS, isTakingBack: newest().isTakingBack });
    },
    refresh: () => {
      settings = newest();
      notify();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function read(openShelf: () => Shelf): Settings {
  try {
    return parseSettings(JSON.parse(openShelf().getItem(SETTINGS_KEY) ?? '{}'));
  } catch {
    // Refused, or not what this page wrote: a first visit.
    return FIRST_SETTINGS;
  }
}

/** @returns whether it was kept */
function write(openShelf: () => Shelf, settings: Settings): boolean {
  try {
    openShelf().setItem(SETTINGS_KEY, JSON.stringify(settings));
    return true;
  } catch {
    return false;
  }
}

/** What is known of an earlier version's settings; anything else is as on the first visit. */
export function parseSettings(value: unknown): Settings {
  const known: Record<string, unknown> =
    typeof value === 'object' && value !== null ? { ...value } : {};
  const oneOf = <T>(choices: readonly T[], candidate: unknown, otherwise: T): T =>
    choices.find((choice) => choice === candidate) ?? otherwise;
  const text = (candidate: unknown) => (typeof candidate === 'string' ? candidate : undefined);
  return {
    language: text(known['language']),
    model: text(known['model']),
    smoothing: oneOf(SMOOTHINGS, known['smoothing'], FIRST_SETTINGS.smoothing),
    mirror: oneOf(MIRRORS, known['mirror'], FIRST_SETTINGS.mirror),
    sound: known['sound'] === true,
    agreedTo: oneOf([WORDS_VERSION], known['agreedTo'], FIRST_SETTINGS.agreedTo),
    isTakingBack: known['isTakingBack'] === true,
  };
}
