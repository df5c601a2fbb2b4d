import { useCallback, useEffect, useState } from 'react';
import { VisionError, type ExpressionReader, type OcclusionMap } from '../vision/index';

/** How far the look into a face has come. */
export type Explanation =
  | { readonly status: 'starting' }
  | { readonly status: 'working'; readonly map: OcclusionMap }
  | { readonly status: 'done'; readonly map: OcclusionMap }
  | { readonly status: 'stopped'; readonly map: OcclusionMap | undefined }
  | { readonly status: 'gone' };

export interface ExplanationControl {
  readonly explanation: Explanation;
  readonly stop: () => void;
  readonly restart: () => void;
}

/**
 * Asks the reader what a face's reading rests on, at once and again on `restart`.
 *
 * @param onFailure the reader is spent; of a photo nobody else would notice
 */
export function useExplanation(
  reader: ExpressionReader,
  faceId: number,
  onFailure: (error: VisionError) => void,
): ExplanationControl {
  const [attempt, setAttempt] = useState(() => new AbortController());
  const [explanation, setExplanation] = useState<Explanation>({ status: 'starting' });

  useEffect(() => {
    const { signal } = attempt;
    let newest: OcclusionMap | undefined;
    const ended = new AbortController();
    // Not AbortSignal.any, which Safari has from 17.4 on and Firefox from 124.
    const run = new AbortController();
    const passOn = () => {
      run.abort(signal.reason);
    };
    signal.addEventListener('abort', passOn);
    if (signal.aborted) passOn();
    const become = (next: Explanation) => {
      if (!ended.signal.aborted) setExplanation(next);
    };
    reader
      .explain(faceId, {
        signal: run.signal,
        onProgress: (map) => {
          newest = map;
          become({ status: 'working', map });
        },
      })
      .then(
        (map) => {
          become({ status: 'done', map });
        },
        (error: unknown) => {
          if (!run.signal.aborted && error instanceof VisionError && error.code !== 'faceGone') {
            onFailure(error);
          }
          become(signal.aborted ? { status: 'stopped', map: newest } : { status: 'gone' });
        },
      );
    return () => {
      signal.removeEventListener('abort', passOn);
      ended.abort();
      run.abort();
    };
  }, [reader, faceId, attempt, onFailure]);

  const stop = useCallback(() => {
    attempt.abort();
  }, [attempt]);
  const restart = useCallback(() => {
    setExplanation({ status: 'starting' });
    setAttempt(new AbortController());
  }, []);
  return { explanation, stop, restart };
}
