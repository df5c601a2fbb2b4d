import { useEffect, useRef, type ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import type { FailureCode } from '../state/session';

export interface FailureScreenProps {
  readonly code: FailureCode;
  readonly onRetry: () => void;
  readonly onLeave: () => void;
}

/** What went wrong, in words, and the way on. */
export function FailureScreen({ code, onRetry, onLeave }: FailureScreenProps): ReactElement {
  const { failures, controls } = useCopy();
  const { title, text, action } = failures[code];
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone with the screen before.
  useEffect(() => heading.current?.focus(), [code]);
  return (
    <main className="failure" data-code={code}>
      <div role="alert">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p>{text}</p>
      </div>
      <div className="failure-actions">
        <button type="button" className="button button-primary" onClick={onRetry}>
          {action}
        </button>
        <button type="button" className="button button-quiet" onClick={onLeave}>
          {controls.leave}
        </button>
      </div>
    </main>
  );
}
