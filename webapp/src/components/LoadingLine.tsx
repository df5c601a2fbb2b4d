import type { ReactElement } from 'react';
import type { Copy } from '../copy';
import { useCopy } from '../hooks/useCopy';
import type { VisionState } from '../hooks/useVisionReader';

/** How far the models are, in one quiet line. */
export function LoadingLine({ vision }: { readonly vision: VisionState }): ReactElement {
  const copy = useCopy();
  return (
    // Announced by screen readers when it is done, not with every piece that arrives.
    <p
      className="loading-line"
      role="status"
      aria-live={vision.status === 'loading' ? 'off' : 'polite'}
    >
      {loadingText(vision, copy)}
    </p>
  );
}

/** The line's words. */
export function loadingText(vision: VisionState, { loading, failures }: Copy): string {
  if (vision.status === 'ready') return loading.ready;
  if (vision.status === 'failed') return failures[vision.code].title;
  const { progress } = vision;
  if (progress.phase !== 'downloading') return loading[progress.phase];
  return loading.downloading(progress.loadedBytes, progress.totalBytes);
}
