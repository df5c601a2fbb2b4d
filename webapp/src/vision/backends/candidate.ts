import { loadModels, type Models } from '../loadModel';
import {
  fitRuntime,
  startGpuRuntime,
  startRuntime,
  type Runtime,
  type WasmFiles,
} from '../runtime';
import type { Backend, BackendChoice, BackendRefusal, LoadProgress } from '../types';
import { GpuRefused } from './gpu';
import { graphsOf, loadNets } from './nets';
import { probe, timeFrame, type FrameMs, type ProbeAnswers } from './probe';

export interface CandidateOptions {
  readonly backend: BackendChoice;
  /** Absolute address of the folder with `index.json`. */
  readonly modelsUrl: string;
  readonly model: string | undefined;
  readonly wasm: WasmFiles;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** How one back end did; whether its answers are right is for whoever knows WebAssembly's to say. */
export type CandidateResult =
  | {
      readonly status: 'measured';
      readonly backend: Backend;
      /** From its start to its first answers, its code's download included. */
      readonly warmUpMs: number;
      readonly frames: readonly FrameMs[];
      readonly answers: ProbeAnswers;
    }
  | { readonly status: 'refused'; readonly reason: BackendRefusal };

/** Enough for a median that the odd slow frame does not move. */
const FRAMES = 30;
/** A back end that has not done them by then is slow, and a few frames tell how slow. */
const TIME_LIMIT_MS = 3000;
const FEWEST_FRAMES = 3;

/**
 * Measures a back end in a worker where no other was started.
 *
 * @throws VisionError with a loading or runtime code.
 */
export async function measureCandidate(options: CandidateOptions): Promise<CandidateResult> {
  const models = await loadModels({
    modelsUrl: options.modelsUrl,
    model: options.model,
    onProgress: (loadedBytes, totalBytes) => {
      options.onProgress({ phase: 'downloading', loadedBytes, totalBytes });
    },
  });
  options.onProgress({ phase: 'warmingUp' });
  try {
    const startMs = performance.now();
    const runtime = await start(options, models);
    const nets = loadNets(runtime, models);
    const answers = await probe(nets);
    const warmMs = performance.now();
    const frames: FrameMs[] = [];
    while (frames.length < FRAMES) {
      if (frames.length >= FEWEST_FRAMES && performance.now() - warmMs > TIME_LIMIT_MS) break;
      frames.push(await timeFrame(nets));
    }
    const { backend } = runtime;
    return { status: 'measured', backend, warmUpMs: warmMs - startMs, frames, answers };
  } catch (error) {
    if (error instanceof GpuRefused) return { status: 'refused', reason: error.reason };
    throw error;
  }
}

async function start({ backend, wasm }: CandidateOptions, models: Models): Promise<Runtime> {
  if (backend !== 'wasm') return startGpuRuntime(backend);
  return fitRuntime(await startRuntime({ wasm }), graphsOf(models), { wasm });
}
