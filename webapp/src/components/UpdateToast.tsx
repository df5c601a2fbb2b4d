import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';

export interface UpdateToastProps {
  readonly onUse: () => void;
  readonly onLater: () => void;
}

/** A new version is there; the person says when. */
export function UpdateToast({ onUse, onLater }: UpdateToastProps): ReactElement {
  const { update } = useCopy();
  return (
    <div className="toast">
      <span>{update.text}</span>
      <div>
        <button type="button" className="button toast-use" onClick={onUse}>
          {update.action}
        </button>
        <button type="button" className="button button-quiet" onClick={onLater}>
          {update.later}
        </button>
      </div>
    </div>
  );
}
