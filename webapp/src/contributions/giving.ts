import { isOver, type Entry, type EntryEvent, type Picture } from './entry';
import { readReceipt } from './receipt';
import { apply, sendAll } from './sending';
import type { ContributionServer } from './server';
import type { Shelf } from './shelf';
import type { Pause } from './stored';
import { isPaused } from './waiting';

/** What is to be shown. */
export interface GivingState {
  /** Newest first. */
  readonly entries: readonly Entry[];
  /** Why nothing is being sent; undefined if nothing is in the way. */
  readonly pause: Pause | undefined;
  /** Whether the device keeps the list when the page is closed. */
  readonly isLasting: boolean;
  /** The browser could not keep the last change. */
  readonly hasFailed: boolean;
}

/** The pictures that a person gives on this device. */
export interface Giving {
  current(): GivingState;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
  /** Whether pictures may be sent. Turned off, those that wait are thrown away. */
  setOn(isOn: boolean): void;
  /** Puts a picture into the queue. @returns its key; undefined if the browser could not keep it. */
  give(picture: Picture): Promise<string | undefined>;
  takeBack(key: string): Promise<void>;
  /** @returns false if it is no receipt. */
  takeBackByReceipt(written: string): Promise<boolean>;
  /** Takes what has ended off the list. */
  dismiss(key: string): Promise<void>;
  /** Stops sending and listening; what waits stays on the shelf. */
  dispose(): void;
}

/** What of the browser it needs, so that tests can do without one. */
export interface GivingSurroundings {
  readonly shelf: Shelf;
  readonly server: ContributionServer;
  /** Runs the work while no other tab does. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** To and from this page's other tabs. */
  readonly tabs: { tell(): void; listen(listener: () => void, signal: AbortSignal): void };
  readonly isOffline: () => boolean;
  /** Tells when the connection comes or goes. */
  readonly onConnection: (listener: () => void, signal: AbortSignal) => void;
  readonly nowMs: () => number;
  readonly newKey: () => string;
}

/** Until the browser says otherwise. */
const OFFLINE: Pause = { reason: 'offline', untilMs: Infinity };

export async function openGiving(surroundings: GivingSurroundings): Promise<Giving> {
  const { shelf, server, alone, tabs, nowMs, newKey } = surroundings;
  const listeners = new Set<() => void>();
  const ended = new AbortController();
  let state: GivingState = {
    entries: [],
    pause: undefined,
    isLasting: shelf.isLasting,
    hasFailed: false,
  };
  /** Undefined until a visit knows. */
  let isOn: boolean | undefined;
  let isSending = false;
  let isWanted = false;
  let waking: ReturnType<typeof setTimeout> | undefined;

  function become(changes: Partial<GivingState>): void {
    state = { ...state, ...changes };
    for (const listener of listeners) listener();
  }

  async function look(): Promise<void> {
    const [entries, pause] = [await shelf.entries(), await shelf.pause()];
    become({
      entries: entries.toSorted((a, b) => b.addedAtMs - a.addedAtMs),
      pause: surroundings.isOffline() ? OFFLINE : isPaused(pause, nowMs()) ? pause : undefined,
    });
  }

  /** Looks again here and in the other tabs. */
  async function lookEverywhere(): Promise<void> {
    if (!ended.signal.aborted) tabs.tell();
    await look();
  }

  /** The browser's database may fail at any time: the disk is full, or the person cleared it. */
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      if (state.hasFailed) become({ hasFailed: false });
      return true;
    } catch {
      become({ hasFailed: true });
      return false;
    }
  }

  async function pass(): Promise<void> {
    if (ended.signal.aborted || surroundings.isOffline()) return;
    await sendAll({
      shelf,
      server,
      nowMs,
      mayGive: () => isOn === true && !ended.signal.aborted,
      isOff: () => isOn === false,
      onChange: () => {
        void attempt(lookEverywhere);
      },
    });
    // What was unsure needed a pass to be taken back; it is kept only while giving is on.
    if (isOn === false) await shelf.keepToken(undefined);
    await lookEverywhere();
    wakeAfter(state.pause);
  }

  /** Sends what there is; asked meanwhile, it looks once more when it is through. */
  async function send(): Promise<void> {
    isWanted = true;
    if (isSending) return;
    isSending = true;
    while (isWanted) {
      isWanted = false;
      await attempt(() => alone(pass));
    }
    isSending = false;
  }

  function wakeAfter(pause: Pause | undefined): void {
    clearTimeout(waking);
    // What comes back by itself, a connection, tells so.
    if (pause === undefined || pause === OFFLINE || ended.signal.aborted) return;
    waking = setTimeout(
      () => {
        void send();
      },
      Math.max(0, pause.untilMs - nowMs()),
    );
  }

  async function change(key: string, event: EntryEvent): Promise<void> {
    await attempt(async () => {
      await apply(shelf, key, event);
      await lookEverywhere();
    });
    void send();
  }

  async function add(entry: Entry): Promise<boolean> {
    const isKept = await attempt(async () => {
      await shelf.change(entry.key, () => entry);
      await lookEverywhere();
    });
    void send();
    return isKept;
  }

  async function turnOff(): Promise<void> {
    await attempt(async () => {
      for (const { key } of await shelf.entries()) await apply(shelf, key, { type: 'turnedOff' });
      await shelf.keepToken(undefined);
      await lookEverywhere();
    });
  }

  surroundings.onConnection(() => {
    void attempt(async () => {
      // Only a server's wish to wait outlasts a connection that comes back.
      if ((await shelf.pause())?.reason === 'offline') await shelf.keepPause(undefined);
      await look();
    }).then(send);
  }, ended.signal);
  tabs.listen(() => void attempt(look), ended.signal);
  await attempt(async () => {
    for (const entry of await shelf.entries()) {
      if (isOver(entry, nowMs())) await shelf.change(entry.key, () => undefined);
    }
    await look();
  });
  void send();

  return {
    current: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    setOn: (next) => {
      isOn = next;
      void (next ? send() : turnOff());
    },
    give: async (picture) => {
      const key = newKey();
      const fate = { status: 'waiting', picture } as const;
      return (await add({ key, addedAtMs: nowMs(), fate })) ? key : undefined;
    },
    takeBack: (key) => change(key, { type: 'takeBack' }),
    takeBackByReceipt: async (written) => {
      const receipt = await readReceipt(written);
      if (receipt === undefined) return false;
      const known = state.entries.find(
        ({ fate }) => fate.status === 'given' && fate.receipt === receipt,
      );
      if (known !== undefined) {
        await change(known.key, { type: 'takeBack' });
        return true;
      }
      const fate = { status: 'leaving', picture: undefined, receipt } as const;
      await add({ key: newKey(), addedAtMs: nowMs(), fate });
      return true;
    },
    dismiss: (key) => change(key, { type: 'dismiss' }),
    dispose: () => {
      ended.abort();
      clearTimeout(waking);
      listeners.clear();
    },
  };
}
