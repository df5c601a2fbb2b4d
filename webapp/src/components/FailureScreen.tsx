import { useEffect, useRef, type ReactElement } from 'react';
import { CAMERA_ERROR_CODES } from '../camera/errors';
import { useCopy } from '../hooks/useCopy';
import type { FailureCode } from '../state/session';
import { Icon } from './Icon';

export interface FailureScreenProps {
  readonly code: FailureCode;
  readonly onRetry: () => void;
  /** Chooses a picture, where only the camera failed. */
  readonly onPicture: () => void;
  readonly onLeave: () => void;
}

/** What went wrong, in words, and the way on. */
export function FailureScreen(props: FailureScreenProps): ReactElement {
  const { code, onRetry, onPicture, onLeave } = props;
  const { failures, controls, notice } = useCopy();
  const { title, text, action } = failures[code];
  const heading = useRef<HTMLHeadingElement>(null);
  const isCamera = CAMERA_ERROR_CODES.some((each) => each === code);
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
        {isCamera && (
          <button type="button" className="button button-second" onClick={onPicture}>
            <Icon name="picture" />
            {notice.picture}
          </button>
        )}
        <button type="button" className="button button-quiet" onClick={onLeave}>
          {controls.leave}
        </button>
      </div>
    </main>
  );
}
