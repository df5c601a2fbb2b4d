import { useEffect, useRef, type ReactElement } from 'react';
import type { CameraKeeper, CameraView } from '../camera/keeper';
import { useCopy } from '../hooks/useCopy';
import { useFrameLoop } from '../hooks/useFrameLoop';
import { useShownPicture } from '../hooks/useShownPicture';
import { useWide } from '../hooks/useWide';
import type { Mirror } from '../state/settings';
import { FaceOverlay } from './FaceOverlay';
import type { StageProps } from './Viewer';

export interface CameraStageProps extends StageProps {
  readonly view: CameraView;
  readonly keeper: CameraKeeper;
  readonly onNewReader: () => void;
  readonly mirror: Mirror;
}

/** The camera's picture: edge to edge on a phone, whole where everyone in it has a card. */
export function CameraStage(props: CameraStageProps): ReactElement {
  const { view, keeper, mirror, reader, live, isHeld } = props;
  const { onReaderFailure, onNewReader, onShown, onFace } = props;
  const copy = useCopy();
  const video = useRef<HTMLVideoElement>(null);
  const { camera } = view;
  const fit = useWide() ? 'contain' : 'cover';
  const mirrored = mirror === 'auto' ? camera?.mirrored === true : mirror === 'on';
  useShownPicture(video, mirrored, onShown);
  useEffect(() => {
    // Another camera, or after a pause: who is there now may be another.
    if (camera !== undefined) reader?.reset();
  }, [camera, reader]);
  useFrameLoop({
    video,
    view,
    keeper,
    reader,
    live,
    isHeld,
    onFailure: onReaderFailure,
    onNewReader,
  });
  return (
    <div className="stage">
      <video
        ref={video}
        className={`stage-picture stage-${fit}${mirrored ? ' mirrored' : ''}`}
        aria-hidden="true"
        autoPlay
        muted
        playsInline
      />
      {camera !== undefined && reader !== undefined && (
        <FaceOverlay live={live} fit={fit} mirrored={mirrored} onFace={onFace} />
      )}
      {view.stage !== 'live' && (
        <p className="stage-words">
          {view.stage === 'opening' ? copy.live.opening : copy.live.cameraOff}
        </p>
      )}
    </div>
  );
}
