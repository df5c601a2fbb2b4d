import { useCallback, useEffect, useState } from 'react';
import { lookForNewest } from '../offline/register';

/** A part of the page that is not there unless a person wants it. */
export type LaterPart<Part> =
  | { readonly status: 'unwanted' | 'loading' }
  | { readonly status: 'ready'; readonly part: Part }
  | { readonly status: 'failed'; readonly retry: () => void };

type Loading<Part> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed' }
  | { readonly status: 'ready'; readonly part: Part };

/**
 * Loads the part while it is wanted, and ends it when it is not any more.
 *
 * @param load the same function each time
 */
export function useLaterPart<Part extends { dispose(): void }>(
  isWanted: boolean,
  load: () => Promise<Part>,
): LaterPart<Part> {
  const [attempt, setAttempt] = useState(0);
  const [loading, setLoading] = useState<Loading<Part>>({ status: 'loading' });
  useEffect(() => {
    if (!isWanted) return;
    let loaded: Part | undefined;
    const ended = new AbortController();
    load().then(
      (part) => {
        if (ended.signal.aborted) {
          part.dispose();
          return;
        }
        loaded = part;
        setLoading({ status: 'ready', part });
      },
      () => {
        if (ended.signal.aborted) return;
        // A newer version may have taken the file away.
        lookForNewest();
        setLoading({ status: 'failed' });
      },
    );
    return () => {
      ended.abort();
      loaded?.dispose();
      setLoading({ status: 'loading' });
    };
  }, [isWanted, load, attempt]);
  const retry = useCallback(() => {
    setAttempt((last) => last + 1);
  }, []);
  if (!isWanted) return { status: 'unwanted' };
  return loading.status === 'failed' ? { status: 'failed', retry } : loading;
}
