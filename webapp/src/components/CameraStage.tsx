import { useEffect, useRef, type ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import { useFrameLoop } from '../hooks/useFrameLoop';
import type { Session } from '../state/session';
import type { Mirror } from '../state/settings';
import { FaceOverlay } from './FaceOverlay';
import type { StageProps } from './Viewer';

export interface CameraStageProps extends StageProps {
  readonly session: Exclude<Session, { status: 'notice' | 'failed' | 'photo' | 'film' }>;
  readonly mirror: Mirror;
}

/** The camera's picture, edge to edge. */
export function CameraStage(props: CameraStageProps): ReactElement {
  const { session, mirror, reader, live, isHeld, onReaderFailure, onFace } = props;
  const copy = useCopy();
  const video = useRef<HTMLVideoElement>(null);
  const camera = session.status === 'live' ? session.camera : undefined;
  const mirrored = mirror === 'auto' ? camera?.mirrored === true : mirror === 'on';
  useEffect(() => {
    // Another camera, or after a pause: who is there now may be another.
    if (camera !== undefined) reader?.reset();
  }, [camera, reader]);
  useFrameLoop({
    video,
    stream: camera?.stream,
    reader,
    live,
    isHeld,
    onFailure: onReaderFailure,
  });
  return (
    <div className="stage">
      <video
        ref={video}
        className={mirrored ? 'stage-picture stage-cover mirrored' : 'stage-picture stage-cover'}
        aria-hidden="true"
        autoPlay
        muted
        playsInline
      />
      {camera !== undefined && reader !== undefined && (
        <FaceOverlay
          live={live}
          labels={reader.info.labels}
          fit="cover"
          mirrored={mirrored}
          onFace={onFace}
        />
      )}
      {session.status !== 'live' && (
        <p className="stage-words">
          {session.status === 'opening' ? copy.live.opening : copy.live.cameraOff}
        </p>
      )}
    </div>
  );
}
