import { useCallback, useRef } from 'react';

/** A reader that breaks is replaced by itself, but not twice within this; then the person is told. */
const SILENT_RESTART_EVERY_MS = 60_000;

/** How a reader that broke is replaced. */
export interface ReaderRestart {
  /** Replaces it, unless that was done a moment ago. */
  readonly silently: () => boolean;
  /** The person asked for another try: the next failure is mended silently again. */
  readonly forgive: () => void;
}

export function useReaderRestart(reload: () => void): ReaderRestart {
  const restartedMs = useRef(-Infinity);
  const silently = useCallback(() => {
    if (performance.now() - restartedMs.current <= SILENT_RESTART_EVERY_MS) return false;
    restartedMs.current = performance.now();
    reload();
    return true;
  }, [reload]);
  const forgive = useCallback(() => {
    restartedMs.current = -Infinity;
  }, []);
  return { silently, forgive };
}
