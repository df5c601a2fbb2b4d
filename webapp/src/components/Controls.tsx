import type { Dispatch, ReactElement } from 'react';
import { LIVE } from '../copy';
import { useNextCamera } from '../hooks/useNextCamera';
import type { Session, SessionEvent } from '../state/session';
import { Icon, type IconName } from './Icon';

export interface ControlsProps {
  readonly session: Session;
  readonly dispatch: Dispatch<SessionEvent>;
  readonly onAbout: () => void;
}

/** The buttons within thumb's reach. */
export function Controls({ session, dispatch, onAbout }: ControlsProps): ReactElement {
  const next = useNextCamera(session);
  const isPaused = session.status === 'paused';
  return (
    <div className="controls">
      {next !== undefined && (
        <ControlButton
          icon="switchCamera"
          text={LIVE.switchCamera}
          // Stays where it is while the next camera opens, with the focus and under the finger.
          isBusy={session.status !== 'live'}
          onClick={() => {
            if (session.status === 'live') dispatch({ type: 'choose', choice: next });
          }}
        />
      )}
      <ControlButton
        icon={isPaused ? 'play' : 'pause'}
        text={isPaused ? LIVE.resume : LIVE.pause}
        onClick={() => {
          dispatch({ type: isPaused ? 'resume' : 'pause' });
        }}
      />
      <ControlButton icon="about" text={LIVE.about} onClick={onAbout} />
    </div>
  );
}

interface ControlButtonProps {
  readonly icon: IconName;
  readonly text: string;
  /** Shown, but without effect for now. */
  readonly isBusy?: boolean;
  readonly onClick: () => void;
}

function ControlButton({ icon, text, isBusy, onClick }: ControlButtonProps): ReactElement {
  return (
    <button
      type="button"
      className="control"
      aria-disabled={isBusy === true ? true : undefined}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{text}</span>
    </button>
  );
}
