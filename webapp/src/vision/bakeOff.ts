import type { CandidateResult } from './backends/candidate';
import { judge } from './backends/judge';
import type { ProbeAnswers } from './backends/probe';
import { startBundledWorker } from './bundledWorker';
import { VisionError } from './errors';
import { folderUrl } from './folderUrl';
import type { BackendChoice, BackendMeasurement, BackendRefusal, ReaderOptions } from './types';
import { linkWorker } from './workerLink';

export { fastestBackend } from './backends/judge';

export interface BakeOffOptions extends Pick<
  ReaderOptions,
  'modelsUrl' | 'model' | 'wasmUrl' | 'signal' | 'workerFactory'
> {
  /** Called with each back end's measurement as soon as it is there. */
  readonly onMeasured?: ((measurement: BackendMeasurement) => void) | undefined;
}

/** WebAssembly comes first: the others are held against its answers. */
const CHOICES: readonly BackendChoice[] = ['wasm', 'webgl', 'webgpu'];

/** A GPU compiles for seconds in one go; a back end that is silent for longer is of no use. */
const SILENCE_LIMIT_MS = 30_000;

/** What the end of a GPU's worker says of the GPU. */
const REFUSALS: ReadonlyMap<string, BackendRefusal> = new Map([
  ['workerFailed', 'failed'],
  ['workerHung', 'hung'],
]);

/**
 * How fast each back end finds and reads one face on this device: WebAssembly, WebGL, WebGPU. One
 * after the other, each in a new worker that ends with it. Two seconds where all is well; other
 * readers should rest meanwhile, as they would slow all of them.
 *
 * @throws VisionError with a loading, runtime or worker code if not even WebAssembly can be measured.
 * @throws the signal's reason if aborted.
 */
export async function measureBackends(
  options: BakeOffOptions,
): Promise<readonly BackendMeasurement[]> {
  const measurements: BackendMeasurement[] = [];
  let reference: ProbeAnswers | undefined;
  for (const choice of CHOICES) {
    const result = await measure(choice, options);
    if (result.status === 'measured') reference ??= result.answers;
    if (reference === undefined) throw unexpected(`a measurement of ${choice}`, result.status);
    const measurement = judge(choice, result, reference);
    measurements.push(measurement);
    options.onMeasured?.(measurement);
  }
  return measurements;
}

/** What became of a back end; a GPU that breaks its worker or hangs is refused. */
async function measure(choice: BackendChoice, options: BakeOffOptions): Promise<CandidateResult> {
  try {
    return await measureInWorker(choice, options);
  } catch (error) {
    const reason = error instanceof VisionError ? REFUSALS.get(error.code) : undefined;
    if (choice === 'wasm' || reason === undefined) throw error;
    return { status: 'refused', reason };
  }
}

async function measureInWorker(
  backend: BackendChoice,
  { modelsUrl, model, wasmUrl, signal, workerFactory }: BakeOffOptions,
): Promise<CandidateResult> {
  signal?.throwIfAborted();
  const link = linkWorker(workerFactory ?? startBundledWorker, () => undefined);
  const end = () => {
    link.end(new VisionError('disposed', 'The back end was measured, or given up.'));
  };
  signal?.addEventListener('abort', end);
  try {
    const request = {
      kind: 'measure',
      modelsUrl: folderUrl(modelsUrl, location.href).href,
      model,
      backend,
      wasmUrl: wasmUrl === undefined ? undefined : folderUrl(wasmUrl, location.href).href,
    } as const;
    const answer = await link.exchange(request, [], SILENCE_LIMIT_MS);
    if (answer.kind !== 'measured') throw unexpected('the reply measured', answer.kind);
    return answer.result;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}

function unexpected(wanted: string, got: string): VisionError {
  return new VisionError('protocolBroken', `expected ${wanted}, got ${got}. Reload.`);
}
