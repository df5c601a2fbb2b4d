import { useCallback } from 'react';
import { useLaterPart, type LaterPart } from '../../hooks/useLaterPart';
import { WORDS_VERSION } from '../../state/consent';
import type { Settings, SettingsStore } from '../../state/settings';
import type { GivingPart } from './GivingPart';

/** The part of the page that gives pictures, and its switch. */
export interface GivingControl {
  readonly later: LaterPart<GivingPart>;
  /** The person agreed to the words of now or of before. */
  readonly isOn: boolean;
  readonly turn: (isOn: boolean) => void;
  readonly onTakingBack: (isTakingBack: boolean) => void;
}

const load = async (): Promise<GivingPart> => (await import('./GivingPart')).startGiving();

/** @param isListOpen the pictures given here are looked at */
export function useGivingPart(
  { agreedTo, isTakingBack }: Settings,
  store: SettingsStore,
  isListOpen: boolean,
): GivingControl {
  const isOn = agreedTo !== undefined;
  const later = useLaterPart(isOn || isTakingBack || isListOpen, load);
  const turn = (next: boolean) => {
    const change = { agreedTo: next ? WORDS_VERSION : undefined };
    if (!next && later.status === 'ready') later.part.giving.setOn(false);
    // Where it could not be loaded, what waits is thrown away as soon as it can be, on another visit too.
    store.change(next || later.status === 'ready' ? change : { ...change, isTakingBack: true });
  };
  const onTakingBack = useCallback(
    (next: boolean) => {
      store.change({ isTakingBack: next });
    },
    [store],
  );
  return { later, isOn, turn, onTakingBack };
}
