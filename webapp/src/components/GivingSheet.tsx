import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import type { LaterPart } from '../hooks/useLaterPart';
import { Sheet } from './Sheet';
import type { GivingPart } from './giving/GivingPart';

export interface GivingSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly later: LaterPart<GivingPart>;
  readonly isOn: boolean;
}

/** The pictures given on this device. */
export function GivingSheet({ isOpen, onClose, later, isOn }: GivingSheetProps): ReactElement {
  const { giving } = useCopy();
  return (
    <Sheet title={giving.list} isOpen={isOpen} onClose={onClose}>
      {later.status === 'ready' ? (
        <later.part.List giving={later.part.giving} isOn={isOn} />
      ) : (
        <PartMissing later={later} />
      )}
    </Sheet>
  );
}

/** In place of a part of the page while it loads, and where it cannot be loaded. */
export function PartMissing({ later }: { readonly later: LaterPart<unknown> }): ReactElement {
  const { giving } = useCopy();
  if (later.status !== 'failed') return <p role="status">{giving.loading}</p>;
  return (
    <>
      <p role="alert">{giving.notLoaded}</p>
      <button type="button" className="button button-second" onClick={later.retry}>
        {giving.again}
      </button>
    </>
  );
}
