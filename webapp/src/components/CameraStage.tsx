import { useEffect, useRef, type ReactElement } from 'react';
import type { CameraKeeper, CameraView } from '../camera/keeper';
import { useCopy } from '../hooks/useCopy';
import { useFrameLoop } from '../hooks/useFrameLoop';
import { useShownPicture } from '../hooks/useShownPicture';
import type { Mirror } from '../state/settings';
import { FaceOverlay } from './FaceOverlay';
import type { StageProps } from './Viewer';

export interface CameraStageProps extends StageProps {
  readonly view: CameraView;
  readonly keeper: CameraKeeper;
  readonly onNewReader: () => void;
  readonly mirror: Mirror;
}

/** The camera's picture, edge to edge. */
export function CameraStage(props: CameraStageProps): ReactElement {
  const { view, keeper, mirror, reader, live, isHeld } = props;
  const { onReaderFailure, onNewReader, onShown, onFace } = props;
  const copy = useCopy();
  const video = useRef<HTMLVideoElement>(null);
  const { camera } = view;
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
        className={mirrored ? 'stage-picture stage-cover mirrored' : 'stage-picture stage-cover'}
        aria-hidden="true"
        autoPlay
        muted
        playsInline
      />
      {camera !== undefined && reader !== undefined && (
        <FaceOverlay live={live} fit="cover" mirrored={mirrored} onFace={onFace} />
      )}
      {view.stage !== 'live' && (
        <p className="stage-words">
          {view.stage === 'opening' ? copy.live.opening : copy.live.cameraOff}
        </p>
      )}
    </div>
  );
}
