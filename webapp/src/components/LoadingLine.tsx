import type { ReactElement } from 'react';
import { FAILURES, LOADING } from '../copy';
import type { VisionState } from '../hooks/useVisionReader';

/** How far the models are, in one quiet line. */
export function LoadingLine({ vision }: { readonly vision: VisionState }): ReactElement {
  return (
    // Told to a screen reader when it is done, not with every piece that arrives.
    <p
      className="loading-line"
      role="status"
      aria-live={vision.status === 'loading' ? 'off' : 'polite'}
    >
      {loadingText(vision)}
    </p>
  );
}

/** The line's words. */
export function loadingText(vision: VisionState): string {
  if (vision.status === 'ready') return LOADING.ready;
  if (vision.status === 'failed') return FAILURES[vision.code].title;
  const { progress } = vision;
  if (progress.phase !== 'downloading') return LOADING[progress.phase];
  return LOADING.downloading(progress.loadedBytes, progress.totalBytes);
}
