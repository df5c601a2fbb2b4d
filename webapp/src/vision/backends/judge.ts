import type { BackendChoice, BackendMeasurement } from '../types';
import type { CandidateResult } from './candidate';
import { compareAnswers, isAlike, type ProbeAnswers } from './probe';

/**
 * A GPU is worth its slower start, and that it can be lost, if it takes no more than this part of
 * WebAssembly's time.
 */
const WORTH_SWITCHING = 0.8;

/** A candidate's result in short, measured against WebAssembly's answers. */
export function judge(
  choice: BackendChoice,
  result: CandidateResult,
  reference: ProbeAnswers,
): BackendMeasurement {
  if (result.status === 'refused') return { ...result, choice, logitDifference: undefined };
  const { backend, warmUpMs, frames } = result;
  const difference = compareAnswers(result.answers, reference);
  const logitDifference = difference.logits;
  if (!isAlike(difference)) {
    return { status: 'refused', choice, reason: 'differs', logitDifference };
  }
  return {
    status: 'measured',
    choice,
    backend,
    faceMs: median(frames.map(({ detect, classify }) => detect + classify)),
    detectMs: median(frames.map(({ detect }) => detect)),
    classifyMs: median(frames.map(({ classify }) => classify)),
    warmUpMs,
    logitDifference,
  };
}

/** The back end to choose on this device: WebAssembly unless a GPU is clearly faster. */
export function fastestBackend(measurements: readonly BackendMeasurement[]): BackendChoice {
  const faceMs = (choice: BackendChoice) => {
    const found = measurements.find((measurement) => measurement.choice === choice);
    return found?.status === 'measured' ? found.faceMs : Infinity;
  };
  const gpu = faceMs('webgl') < faceMs('webgpu') ? 'webgl' : 'webgpu';
  return faceMs(gpu) <= WORTH_SWITCHING * faceMs('wasm') && faceMs(gpu) < Infinity ? gpu : 'wasm';
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}
