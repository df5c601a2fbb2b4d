import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import { failureOf } from '../hooks/failureOf';
import { useCopy } from '../hooks/useCopy';
import { useShownPicture } from '../hooks/useShownPicture';
import type { Photo } from '../state/session';
import type { ExpressionReader } from '../vision/index';
import { FaceOverlay } from './FaceOverlay';
import { SearchBar } from './SearchBar';
import type { StageProps } from './Viewer';

export interface PhotoStageProps extends StageProps {
  readonly photo: Photo;
}

/**
 * Longest side of what is shown. The photo itself, which takes 48 MB at 12 megapixels, is handed to the
 * reader.
 */
const SHOWN_LONG_SIDE_PX = 2048;

/** A chosen photo, whole, and its faces as they are found. */
export function PhotoStage(props: PhotoStageProps): ReactElement {
  const { photo, reader, live, isHeld, onReaderFailure, onShown, onFace } = props;
  const copy = useCopy();
  const canvas = useRef<HTMLCanvasElement>(null);
  /** The photo that a reader has searched, or as much of it as the person wanted. */
  const [searched, setSearched] = useState<{
    readonly photo: Photo;
    readonly by: ExpressionReader;
  }>();
  const [progress, setProgress] = useState<{ readonly photo: Photo; readonly share: number }>();
  const isSearching = !isHeld && (searched?.photo !== photo || searched.by !== reader);

  useLayoutEffect(() => {
    // Without a width it was drawn already, and has been handed over.
    if (canvas.current !== null && photo.bitmap.width > 0) show(photo.bitmap, canvas.current);
  }, [photo]);

  useShownPicture(canvas, false, onShown);

  useEffect(
    () => () => {
      live.clear();
    },
    [photo, reader, live],
  );

  useEffect(() => {
    if (reader === undefined || !isSearching) return undefined;
    const abort = new AbortController();
    const { signal } = abort;
    /** Searched again after a pause, it shows no fewer faces than before. */
    const isNews = (count: number) => count > 0 && count >= (live.current()?.faces.length ?? 0);
    const search = async () => {
      const bitmap = photo.bitmap.width > 0 ? photo.bitmap : await photo.decode();
      // The reader has its own of it from its first word on.
      const isRead = () => {
        bitmap.close();
      };
      const reading = await reader.read(bitmap, {
        signal,
        onProgress: ({ reading, share }) => {
          isRead();
          setProgress({ photo, share });
          if (isNews(reading.faces.length)) live.publish(reading, 'still');
        },
      });
      isRead();
      if (signal.aborted) return;
      live.publish(reading, 'still');
      setSearched({ photo, by: reader });
    };
    search().catch((error: unknown) => {
      if (signal.aborted) return;
      onReaderFailure(failureOf(error));
    });
    return () => {
      abort.abort();
    };
  }, [photo, reader, live, isSearching, onReaderFailure]);

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
      {reader !== undefined && isSearching && progress?.photo === photo && (
        <SearchBar
          share={progress.share}
          onEnough={() => {
            setSearched({ photo, by: reader });
          }}
        />
      )}
    </div>
  );
}

function show(bitmap: ImageBitmap, canvas: HTMLCanvasElement): void {
  const scale = Math.min(1, SHOWN_LONG_SIDE_PX / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}
