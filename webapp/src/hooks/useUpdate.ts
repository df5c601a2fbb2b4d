import { useEffect, useState } from 'react';
import { keepOnDevice } from '../offline/register';

/** A new version of the page that waits to be used. */
export interface Update {
  /** Starts every window of the page again with it. */
  readonly use: () => void;
  /** Leaves it for the next visit. */
  readonly dismiss: () => void;
}

/**
 * Keeps the page on the device, and reports a new version.
 *
 * @param isTime false while something more urgent is being loaded
 */
export function useUpdate(isTime: boolean): Update | undefined {
  const [use, setUse] = useState<(() => void) | undefined>(undefined);
  // Once begun it goes on, also while the reader is replaced.
  const [isBegun, setBegun] = useState(isTime);
  if (isTime && !isBegun) setBegun(true);
  useEffect(() => {
    if (!isBegun) return undefined;
    return keepOnDevice((take) => {
      setUse(() => take);
    });
  }, [isBegun]);
  if (use === undefined) return undefined;
  return {
    use,
    dismiss: () => {
      setUse(undefined);
    },
  };
}
