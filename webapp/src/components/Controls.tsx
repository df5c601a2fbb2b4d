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
  const next = useNextCamera(session.status === 'live' ? session.camera : undefined);
  const isPaused = session.status === 'paused';
  return (
    <div className="controls">
      {next !== undefined && (
        <ControlButton
          icon="switchCamera"
          text={LIVE.switchCamera}
          onClick={() => {
            dispatch({ type: 'choose', choice: next });
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
  readonly onClick: () => void;
}

function ControlButton({ icon, text, onClick }: ControlButtonProps): ReactElement {
  return (
    <button type="button" className="control" onClick={onClick}>
      <Icon name={icon} />
      <span>{text}</span>
    </button>
  );
}
