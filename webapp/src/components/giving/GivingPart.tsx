import { useEffect, type ReactElement } from 'react';
import { openGivingInBrowser } from '../../contributions/browser';
import { isBeingTakenBack } from '../../contributions/entry';
import type { Giving } from '../../contributions/giving';
import { keepGiving } from '../../offline/keepGiving';
import { keepStorage } from '../../offline/keepStorage';
import { GivingList } from './GivingList';
import { GivingOffer } from './GivingOffer';
import { useGivingState } from './useGivingState';
import '../../styles/giving.css';

/** What a person gets who turns giving on. App.tsx loads it then, and not before. */
export interface GivingPart {
  readonly giving: Giving;
  readonly List: typeof GivingList;
  readonly Offer: typeof GivingOffer;
  readonly Sync: typeof GivingSync;
  dispose(): void;
}

export async function startGiving(): Promise<GivingPart> {
  const giving = await openGivingInBrowser();
  return {
    giving,
    List: GivingList,
    Offer: GivingOffer,
    Sync: GivingSync,
    dispose: () => {
      keepGiving(false);
      giving.dispose();
    },
  };
}

interface GivingSyncProps {
  readonly giving: Giving;
  readonly isOn: boolean;
  /** Whether the settings know that something is to be taken back. */
  readonly isTakingBack: boolean;
  readonly onTakingBack: (isTakingBack: boolean) => void;
}

/**
 * Keeps the queue and the settings of one mind. The settings must know what is to be taken back, so
 * that the next visit continues with it, even where giving was turned off.
 */
function GivingSync(props: GivingSyncProps): ReactElement | null {
  const { giving, isOn, isTakingBack, onTakingBack } = props;
  const { entries, isLasting, hasFailed } = useGivingState(giving);
  const hasLeaving = entries.some(({ fate }) => isBeingTakenBack(fate));
  useEffect(() => {
    giving.setOn(isOn);
    if (isOn) keepGiving(true);
  }, [giving, isOn]);
  const hasEntries = entries.length > 0;
  useEffect(() => {
    // Receipts are the only way to take a picture back.
    if (hasEntries) keepStorage();
  }, [hasEntries]);
  // A list that could not be read says nothing of what is to be taken back still.
  const isKnown = isLasting && !hasFailed;
  useEffect(() => {
    if (hasLeaving ? !isTakingBack : isTakingBack && isKnown) onTakingBack(hasLeaving);
  }, [hasLeaving, isTakingBack, isKnown, onTakingBack]);
  return null;
}
