import { useRef, type ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import { useShownPicture } from '../hooks/useShownPicture';
import { useVideo } from '../hooks/useVideo';
import type { ChosenVideo } from '../state/session';
import { FaceOverlay } from './FaceOverlay';
import { VideoBar } from './VideoBar';
import type { StageProps } from './Viewer';

export interface VideoStageProps extends StageProps {
  readonly video: ChosenVideo;
  /** It cannot be played any further. */
  readonly onVideoBroken: () => void;
}

/** A chosen video, whole, played through while it is read. */
export function VideoStage(props: VideoStageProps): ReactElement {
  const { video, reader, live, isHeld, onReaderFailure, onShown, onVideoBroken, onFace } = props;
  const copy = useCopy();
  const element = useRef<HTMLVideoElement>(null);
  useShownPicture(element, false, onShown);
  const control = useVideo({ video: element, reader, live, isHeld, onFailure: onReaderFailure });
  return (
    <div className="stage">
      <video
        ref={element}
        className="stage-picture stage-contain"
        src={video.url}
        aria-label={copy.live.video}
        muted
        playsInline
        onError={onVideoBroken}
      />
      {reader !== undefined && (
        <FaceOverlay live={live} fit="contain" mirrored={false} onFace={onFace} />
      )}
      <VideoBar durationMs={video.durationMs} control={control} />
    </div>
  );
}
