import { useCallback, useEffect, useRef, useState } from 'react';
import {
  createReader,
  VisionError,
  type ExpressionReader,
  type LoadProgress,
  type ReaderOptions,
  type VisionErrorCode,
} from '../vision/index';

/** The vision core as the page sees it. */
export type VisionState =
  | { readonly status: 'loading'; readonly progress: LoadProgress }
  | { readonly status: 'ready'; readonly reader: ExpressionReader }
  | { readonly status: 'failed'; readonly code: VisionErrorCode };

export interface Vision {
  readonly state: VisionState;
  /** Loads again, after a failure or when a reader is spent. */
  readonly reload: () => void;
  /** A reader is spent, and is not to be replaced before the person says so. */
  readonly fail: (code: VisionErrorCode) => void;
}

/** What a person chose; another model loads again. */
export interface VisionChoice {
  readonly model: string | undefined;
  readonly smoothingHalfLifeMs: number;
}

export const MODELS_URL = `${import.meta.env.BASE_URL}models/`;

const AT_START: VisionState = { status: 'loading', progress: { phase: 'startingWorker' } };

/** Loads the models as soon as the page is there, so that the camera need not wait for them. */
export function useVisionReader(choice: VisionChoice): Vision {
  const { model, smoothingHalfLifeMs } = choice;
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<VisionState>(AT_START);
  const halfLifeMs = useRef(smoothingHalfLifeMs);

  useEffect(() => {
    const abort = new AbortController();
    let loaded: ExpressionReader | undefined;
    createChosenReader({
      models: MODELS_URL,
      model,
      smoothingHalfLifeMs: halfLifeMs.current,
      signal: abort.signal,
      onProgress: (progress) => {
        if (!abort.signal.aborted) setState({ status: 'loading', progress });
      },
    }).then(
      (reader) => {
        loaded = reader;
        if (abort.signal.aborted) reader.dispose();
        else setState({ status: 'ready', reader });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState({
          status: 'failed',
          code: error instanceof VisionError ? error.code : 'workerFailed',
        });
      },
    );
    return () => {
      abort.abort();
      loaded?.dispose();
    };
  }, [attempt, model]);

  useEffect(() => {
    halfLifeMs.current = smoothingHalfLifeMs;
    if (state.status === 'ready') void state.reader.configure({ smoothingHalfLifeMs });
  }, [state, smoothingHalfLifeMs]);

  const reload = useCallback(() => {
    setState(AT_START);
    setAttempt((count) => count + 1);
  }, []);
  const fail = useCallback((code: VisionErrorCode) => {
    setState({ status: 'failed', code });
  }, []);
  return { state, reload, fail };
}

/**
 * A reader with the chosen model; with the default one where that cannot be had: it is no longer
 * offered, or it was never loaded and there is no connection.
 */
async function createChosenReader(options: ReaderOptions): Promise<ExpressionReader> {
  try {
    return await createReader(options);
  } catch (error) {
    if (options.model === undefined || options.signal?.aborted === true) throw error;
    return createReader({ ...options, model: undefined });
  }
}
