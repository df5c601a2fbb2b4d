import type { StudyFile } from './files';
import { openKept, type KeptState, type KeptTable } from './kept';
import { createBlobStore, type RowStore } from './rowStore';
import type { StudyState } from './study';

/** Says between visits that finished files are kept; nothing is opened or made before it does. */
const KEPT_KEY = 'mien.study';

/** Whether finished files are kept on the device, and where rows lie until then. */
export interface Keeping {
  isOn(): boolean;
  /** The store of now: it is another one after `turn`. */
  readonly store: () => RowStore;
  /** What an earlier visit left. */
  readonly first: Partial<KeptState>;
  /** Takes note of a file that was read to its end. */
  readonly onDone: (file: StudyFile, state: StudyState) => Promise<void>;
  /**
   * Moves what there is to the device, or off it. Not while files are read.
   *
   * @throws DOMException if this browser keeps nothing for the page, or no more
   */
  turn(isOn: boolean, state: StudyState): Promise<void>;
  dispose(): void;
}

/** @param openShelf gives the browser's storage, or throws where that is refused */
export async function createKeeping(
  openShelf: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): Promise<Keeping> {
  let kept = wasOn(openShelf) ? await openKept().catch(() => undefined) : undefined;
  let blobs = createBlobStore();
  const first = (await kept?.read().catch(() => undefined)) ?? {};

  const store = () => kept?.store ?? blobs;

  async function moveTo(target: RowStore, files: readonly StudyFile[]): Promise<void> {
    for (const { key } of files) {
      await target.drop(key);
      for await (const piece of store().pieces(key)) await target.append(key, piece);
    }
  }

  async function noteOn(table: KeptTable, file: StudyFile, state: StudyState): Promise<void> {
    if (state.source !== undefined) await table.keep(file, state.options, state.source);
  }

  return {
    first,
    isOn: () => kept !== undefined,
    store,
    onDone: async (file, state) => {
      if (kept !== undefined) await noteOn(kept, file, state);
    },
    turn: async (isOn, state) => {
      if (isOn === (kept !== undefined)) return;
      const finished = state.files.filter((file) => file.state === 'done');
      // Of a video that broke there are rows too; on the device only what is whole is kept.
      const withRows = state.files.filter((file) => file.frames > 0);
      if (kept === undefined) {
        const opened = await openKept();
        await moveTo(opened.store, withRows);
        for (const file of finished) await noteOn(opened, file, state);
        openShelf().setItem(KEPT_KEY, 'kept');
        kept = opened;
        blobs = createBlobStore();
      } else {
        await moveTo(blobs, withRows);
        openShelf().removeItem(KEPT_KEY);
        await kept.forget();
        kept = undefined;
      }
    },
    dispose: () => {
      kept?.close();
    },
  };
}

function wasOn(openShelf: () => Pick<Storage, 'getItem'>): boolean {
  try {
    return openShelf().getItem(KEPT_KEY) !== null;
  } catch {
    return false;
  }
}
