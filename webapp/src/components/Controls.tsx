import { useState, type Dispatch, type ReactElement } from 'react';
import { otherCamera, type CameraChoice } from '../camera/lenses';
import type { Camera } from '../camera/openCamera';
import { useCameras } from '../hooks/useCameras';
import { useCopy } from '../hooks/useCopy';
import type { Session, SessionEvent } from '../state/session';
import { Icon, type IconName } from './Icon';

export interface ControlsProps {
  readonly session: Session;
  /** The one that is on. */
  readonly camera: Camera | undefined;
  readonly dispatch: Dispatch<SessionEvent>;
  readonly onPicture: () => void;
  readonly onTimeline: () => void;
  readonly onMore: () => void;
}

/** The buttons within thumb's reach. */
export function Controls(props: ControlsProps): ReactElement {
  const { session, camera, dispatch, onPicture, onTimeline, onMore } = props;
  const { controls } = useCopy();
  const next = useOtherCamera(camera);
  const isFile = session.status === 'photo' || session.status === 'video';
  const isPaused = session.status === 'paused';
  return (
    <div className="controls" role="group" aria-label={controls.bar}>
      <ControlButton
        icon="picture"
        text={controls.picture}
        label={controls.pictureLong}
        onClick={onPicture}
      />
      {isFile && (
        <ControlButton
          icon="camera"
          text={controls.camera}
          onClick={() => {
            dispatch({ type: 'start' });
          }}
        />
      )}
      {!isFile && next !== undefined && (
        <ControlButton
          icon="switchCamera"
          text={controls.switch}
          label={controls.switchCamera}
          // Stays where it is while the next camera opens, with the focus and under the finger.
          isBusy={camera === undefined}
          onClick={() => {
            if (camera !== undefined) dispatch({ type: 'choose', choice: next });
          }}
        />
      )}
      {!isFile && (
        <ControlButton
          icon={isPaused ? 'play' : 'pause'}
          text={isPaused ? controls.resume : controls.pause}
          onClick={() => {
            dispatch({ type: isPaused ? 'resume' : 'pause' });
          }}
        />
      )}
      {session.status !== 'photo' && (
        <ControlButton icon="timeline" text={controls.timeline} onClick={onTimeline} />
      )}
      <ControlButton icon="more" text={controls.more} onClick={onMore} />
    </div>
  );
}

/** What there is to switch to; kept while the next camera opens. */
function useOtherCamera(camera: Camera | undefined): CameraChoice | undefined {
  const all = useCameras(camera);
  const [last, setLast] = useState(camera);
  if (camera !== undefined && camera !== last) setLast(camera);
  return last === undefined ? undefined : otherCamera(all, last);
}

interface ControlButtonProps {
  readonly icon: IconName;
  readonly text: string;
  /** What a screen reader says where the text is too short; it begins with the text. */
  readonly label?: string;
  /** Shown, but without effect for now. */
  readonly isBusy?: boolean;
  readonly onClick: () => void;
}

function ControlButton({ icon, text, label, isBusy, onClick }: ControlButtonProps): ReactElement {
  return (
    <button
      type="button"
      className="control"
      aria-label={label}
      aria-disabled={isBusy === true ? true : undefined}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{text}</span>
    </button>
  );
}
