import { useSyncExternalStore } from 'react';
import type { Giving, GivingState } from '../../contributions/giving';

/** The pictures given on this device, as they are now. */
export function useGivingState(giving: Giving): GivingState {
  return useSyncExternalStore(
    (listener) => giving.subscribe(listener),
    () => giving.current(),
  );
}
