import { useEffect } from 'react';

/** Keeps the screen on while `active`. Browsers that cannot, or refuse, go on without. */
export function useWakeLock(active: boolean): void {
  useEffect(() => {
    if (!active || !('wakeLock' in navigator)) return undefined;
    let wanted = true;
    let release: (() => void) | undefined;
    navigator.wakeLock.request('screen').then(
      (lock) => {
        release = () => void lock.release();
        if (!wanted) release();
      },
      () => {
        // A low battery refuses; the screen then dims as it would without this page.
      },
    );
    return () => {
      wanted = false;
      release?.();
    };
  }, [active]);
}
