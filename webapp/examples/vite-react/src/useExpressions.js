import { createReader } from '@mien/reader';
import { useEffect, useState } from 'react';

/**
 * The faces that a video shows, newest reading first come; an error once there are no more.
 *
 * @param videoRef of a <video> that plays a camera or a video
 */
export function useExpressions(videoRef) {
  const [state, setState] = useState({ faces: [], error: undefined });
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const follow = async () => {
      const reader = await createReader({ signal });
      signal.addEventListener('abort', () => reader.dispose());
      await reader.watch(videoRef.current, ({ faces }) => setState({ faces, error: undefined }), {
        signal,
      });
    };
    follow().catch((error) => {
      if (!signal.aborted) setState({ faces: [], error });
    });
    return () => abort.abort();
  }, [videoRef]);
  return state;
}
