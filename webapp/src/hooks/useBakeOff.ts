import { useEffect, useState } from 'react';
import { measureBackends, type BackendMeasurement } from '../vision/index';
import { MODELS_URL } from './useVisionReader';

/** How far the measuring of back ends has come. */
export type BakeOff =
  | { readonly status: 'idle' }
  | { readonly status: 'measuring'; readonly measurements: readonly BackendMeasurement[] }
  | { readonly status: 'done'; readonly measurements: readonly BackendMeasurement[] }
  | { readonly status: 'failed' };

const IDLE: BakeOff = { status: 'idle' };

/**
 * Measures, when asked, how fast each back end is on this device; given up when nobody looks
 * or another model is loaded.
 *
 * @param model to measure with; undefined for the default one
 * @param onMeasuring told when it begins and when it has ended
 */
export function useBakeOff(
  model: string | undefined,
  onMeasuring: (isMeasuring: boolean) => void,
): readonly [BakeOff, () => void] {
  const [bakeOff, setBakeOff] = useState<BakeOff>(IDLE);
  const [run, setRun] = useState<AbortController | undefined>(undefined);

  useEffect(() => {
    if (run === undefined || run.signal.aborted) return undefined;
    const { signal } = run;
    let measurements: readonly BackendMeasurement[] = [];
    onMeasuring(true);
    measureBackends({
      modelsUrl: MODELS_URL,
      model,
      signal,
      onMeasured: (measurement) => {
        measurements = [...measurements, measurement];
        if (!signal.aborted) setBakeOff({ status: 'measuring', measurements });
      },
    })
      .then(
        (all) => {
          if (!signal.aborted) setBakeOff({ status: 'done', measurements: all });
        },
        () => {
          if (!signal.aborted) setBakeOff({ status: 'failed' });
        },
      )
      .finally(() => {
        onMeasuring(false);
      });
    return () => {
      run.abort();
      setRun((now) => (now === run ? undefined : now));
    };
  }, [run, model, onMeasuring]);

  const start = () => {
    setBakeOff({ status: 'measuring', measurements: [] });
    setRun(new AbortController());
  };
  const isGivenUp = bakeOff.status === 'measuring' && run === undefined;
  return [isGivenUp ? IDLE : bakeOff, start];
}
