/** People are told no more often than this, however fast faces change. */
const PACE_MS = 3000;
/** Something must hold for so long before it is said. */
const SETTLED_MS = 700;

/** Decides what a screen reader is told, and when. */
export interface Announcements {
  /**
   * The sentence to say now, or undefined to stay silent.
   *
   * @param sentence what there is to say at this moment
   */
  update(sentence: string, nowMs: number): string | undefined;
}

/** Says a sentence once it has settled, never twice in a row, at a human pace. */
export function createAnnouncements(): Announcements {
  let said: { readonly sentence: string; readonly atMs: number } | undefined;
  let candidate: { readonly sentence: string; readonly sinceMs: number } | undefined;
  return {
    update: (sentence, nowMs) => {
      if (candidate?.sentence !== sentence) candidate = { sentence, sinceMs: nowMs };
      if (sentence === said?.sentence) return undefined;
      if (nowMs - candidate.sinceMs < SETTLED_MS) return undefined;
      if (said !== undefined && nowMs - said.atMs < PACE_MS) return undefined;
      said = { sentence, atMs: nowMs };
      return sentence;
    },
  };
}
