import { BUNDLED_KERNELS } from '../compute/kernelFiles';
import { createFrameGrabber, type FrameGrabber } from '../crops/frameGrabber';
import { toVisionError, type VisionErrorCode } from '../errors';
import type { LoadProgress } from '../types';
import { loadPipeline } from './loadPipeline';
import type { Pipeline } from './pipeline';
import { parseRequest, type WorkerReply, type WorkerRequest } from './protocol';

/** The worker's entry: answers requests one by one. An error ends its request, never the worker. */

type Load = Extract<WorkerRequest, { kind: 'load' }>;
type Read = Extract<WorkerRequest, { kind: 'read' }>;
type Occlude = Extract<WorkerRequest, { kind: 'occlude' }>;

let loaded: { readonly pipeline: Pipeline; readonly grabber: FrameGrabber } | undefined;

/** Ends when the last request that came is answered. */
let answered = Promise.resolve();

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  answered = answered.then(() => answer(event.data));
});

async function answer(data: unknown): Promise<void> {
  try {
    const request = parseRequest(data);
    if (request.kind === 'load') await load(request);
    else if (request.kind === 'read') await read(request);
    else if (request.kind === 'occlude') await occlude(request);
    else if (request.kind === 'smooth') loaded?.pipeline.setHalfLife(request.halfLifeMs);
    else loaded?.pipeline.reset();
  } catch (error) {
    fail(undefined, error, 'workerFailed');
  }
}

async function load({ modelsUrl, model, smoothingHalfLifeMs }: Load): Promise<void> {
  const grabber = createFrameGrabber();
  const { info, pipeline } = await loadPipeline({
    modelsUrl,
    model,
    smoothingHalfLifeMs,
    kernels: BUNDLED_KERNELS,
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
