import { useRef, type ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import { useFilm } from '../hooks/useFilm';
import { useShownPicture } from '../hooks/useShownPicture';
import type { Film } from '../state/session';
import { FaceOverlay } from './FaceOverlay';
import { FilmBar } from './FilmBar';
import type { StageProps } from './Viewer';

export interface FilmStageProps extends StageProps {
  readonly film: Film;
  /** It cannot be played any further. */
  readonly onFilmBroken: () => void;
}

/** A chosen video, whole, played through while it is read. */
export function FilmStage(props: FilmStageProps): ReactElement {
  const { film, reader, live, isHeld, onReaderFailure, onShown, onFilmBroken, onFace } = props;
  const copy = useCopy();
  const video = useRef<HTMLVideoElement>(null);
  useShownPicture(video, false, onShown);
  const control = useFilm({ video, reader, live, isHeld, onFailure: onReaderFailure });
  return (
    <div className="stage">
      <video
        ref={video}
        className="stage-picture stage-contain"
        src={film.url}
        aria-label={copy.live.film}
        muted
        playsInline
        onError={onFilmBroken}
      />
      {reader !== undefined && (
        <FaceOverlay live={live} fit="contain" mirrored={false} onFace={onFace} />
      )}
      <FilmBar durationMs={film.durationMs} control={control} />
    </div>
  );
}
