import simdWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plainWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import { measureCandidate } from './backends/candidate';
import { toVisionError, type VisionErrorCode } from './errors';
import { createFrameGrabber, type FrameGrabber } from './frameGrabber';
import { loadPipeline } from './loadPipeline';
import type { Pipeline } from './pipeline';
import { parseRequest, type WorkerReply, type WorkerRequest } from './protocol';
import type { WasmPaths } from './runtime';
import type { LoadProgress } from './types';

/** The worker's entry: answers requests one by one. An error ends its request, never the worker. */

type Load = Extract<WorkerRequest, { kind: 'load' }>;
type Read = Extract<WorkerRequest, { kind: 'read' }>;
type Occlude = Extract<WorkerRequest, { kind: 'occlude' }>;
type Measure = Extract<WorkerRequest, { kind: 'measure' }>;

const BUNDLED_WASM: WasmPaths = { plain: plainWasmUrl, simd: simdWasmUrl };

let loaded: { readonly pipeline: Pipeline; readonly grabber: FrameGrabber } | undefined;

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  void answer(event.data);
});

async function answer(data: unknown): Promise<void> {
  try {
    const request = parseRequest(data);
    if (request.kind === 'load') await load(request);
    else if (request.kind === 'read') await read(request);
    else if (request.kind === 'occlude') await occlude(request);
    else if (request.kind === 'measure') await measure(request);
    else loaded?.pipeline.reset();
  } catch (error) {
    fail(undefined, error, 'workerFailed');
  }
}

async function load({ modelsUrl, model, backend, wasmPaths, ...load }: Load): Promise<void> {
  const grabber = createFrameGrabber();
  const { info, pipeline } = await loadPipeline({
    modelsUrl,
    model,
    smoothingHalfLifeMs: load.smoothingHalfLifeMs,
    backend: backend ?? 'wasm',
    wasmPaths: wasmPaths ?? BUNDLED_WASM,
    onProgress: report,
  });
  loaded = { pipeline, grabber };
  reply({ kind: 'ready', info });
}

async function read({ frame, ...request }: Read): Promise<void> {
  try {
    if (loaded === undefined) throw new Error('expected load before read. Wait for it.');
    const reading = await loaded.pipeline.read(loaded.grabber.grab(frame), request);
    reply({ kind: 'reading', reading });
  } catch (error) {
    fail(request.frameId, error, 'badFrame');
  } finally {
    frame.close();
  }
}

async function occlude({ faceId, label, row }: Occlude): Promise<void> {
  try {
    if (loaded === undefined) throw new Error('expected load before occlude. Wait for it.');
    reply({ kind: 'occluded', row: await loaded.pipeline.occlude(faceId, label, row) });
  } catch (error) {
    fail(undefined, error, 'workerFailed');
  }
}

async function measure({ modelsUrl, model, backend, wasmPaths }: Measure): Promise<void> {
  const result = await measureCandidate({
    modelsUrl,
    model,
    backend,
    wasmPaths: wasmPaths ?? BUNDLED_WASM,
    onProgress: report,
  });
  reply({ kind: 'measured', result });
}

function report(progress: LoadProgress): void {
  reply({ kind: 'progress', progress });
}

function fail(frameId: number | undefined, error: unknown, otherwise: VisionErrorCode): void {
  const { code, message, cause } = toVisionError(error, otherwise);
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  reply({ kind: 'failed', frameId, code, message: message + reason });
}

function reply(message: WorkerReply): void {
  self.postMessage(message);
}
