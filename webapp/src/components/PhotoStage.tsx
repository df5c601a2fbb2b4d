import { useEffect, useRef, type ReactElement } from 'react';
import { failureOf } from '../hooks/failureOf';
import { useCopy } from '../hooks/useCopy';
import type { Photo } from '../state/session';
import { FaceOverlay } from './FaceOverlay';
import type { StageProps } from './Viewer';

export interface PhotoStageProps extends StageProps {
  readonly photo: Photo;
}

/** A chosen photo, whole, read once. */
export function PhotoStage(props: PhotoStageProps): ReactElement {
  const { photo, reader, live, onReaderFailure, onFace } = props;
  const copy = useCopy();
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const element = canvas.current;
    // Without a width it is in the canvas already.
    if (element === null || photo.bitmap.width === 0) return;
    element.width = photo.bitmap.width;
    element.height = photo.bitmap.height;
    // Handed over, not copied: a photo of 12 megapixels takes 48 MB.
    element.getContext('bitmaprenderer')?.transferFromImageBitmap(photo.bitmap);
  }, [photo]);

  useEffect(() => {
    const element = canvas.current;
    if (element === null || reader === undefined) return undefined;
    const abort = new AbortController();
    live.clear();
    reader.read(element, { signal: abort.signal }).then(
      (reading) => {
        if (!abort.signal.aborted) live.publish(reading, 'still');
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        onReaderFailure(failureOf(error));
      },
    );
    return () => {
      abort.abort();
      live.clear();
    };
  }, [photo, reader, live, onReaderFailure]);

  return (
    <div className="stage">
      <canvas
        ref={canvas}
        className="stage-picture stage-contain"
        role="img"
        aria-label={copy.live.photo}
      />
      {reader !== undefined && (
        <FaceOverlay live={live} fit="contain" mirrored={false} onFace={onFace} />
      )}
    </div>
  );
}
