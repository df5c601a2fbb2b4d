import { useRef, useState, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import type { StudyCopy } from '../../copy/study';

export interface StudyClearingProps {
  readonly copy: StudyCopy;
  readonly onClear: () => void;
}

/** Clears after asking once. */
export function StudyClearing({ copy, onClear }: StudyClearingProps): ReactElement {
  const [isAsking, setAsking] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  // The pressed button goes away: the keyboard must not be left behind.
  const ask = (next: boolean) => {
    flushSync(() => {
      setAsking(next);
    });
    place.current?.querySelector<HTMLElement>('[data-lead]')?.focus();
  };
  return (
    <div className="study-clearing" ref={place} role="group" aria-label={copy.clear}>
      {isAsking ? (
        <>
          <p>{copy.clearQuestion}</p>
          <button type="button" className="timeline-button" onClick={onClear}>
            {copy.clearYes}
          </button>
          <button
            type="button"
            className="timeline-button"
            data-lead
            onClick={() => {
              ask(false);
            }}
          >
            {copy.clearNo}
          </button>
        </>
      ) : (
        <button
          type="button"
          className="timeline-button"
          data-lead
          onClick={() => {
            ask(true);
          }}
        >
          {copy.clear}
        </button>
      )}
    </div>
  );
}
