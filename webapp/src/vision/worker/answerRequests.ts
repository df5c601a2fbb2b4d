import type { KernelFiles } from '../compute/runtime';
import type { FrameGrabber } from '../crops/grabbedFrame';
import { toVisionError, VisionError, type VisionErrorCode } from '../errors';
import { listModels } from '../models/listModels';
import type { ModelFolders } from '../models/modelFiles';
import type { Frame } from '../sources';
import type { LoadProgress } from '../types';
import { loadPipeline } from './loadPipeline';
import type { Pipeline } from './pipeline';
import { isRequest, parseRequest, type WorkerReply, type WorkerRequest } from './protocol';

type Load = Extract<WorkerRequest, { kind: 'load' }>;
type Read = Extract<WorkerRequest, { kind: 'read' }>;
type Occlude = Extract<WorkerRequest, { kind: 'occlude' }>;

interface Loaded {
  readonly models: ModelFolders;
  readonly pipeline: Pipeline;
  readonly grabber: FrameGrabber<Frame>;
}

/** What a thread provides. */
export interface Thread {
  readonly kernels: KernelFiles;
  /** @throws VisionError `canvasAbsent` if frames cannot be turned into pixels here. */
  readonly createGrabber: () => FrameGrabber<Frame>;
  readonly reply: (message: WorkerReply) => void;
}

/**
 * The worker's side of the protocol: answers requests one by one. An error ends its request, never the
 * worker.
 *
 * @returns a function to call with each message
 */
export function answerRequests({ kernels, createGrabber, reply }: Thread): (data: unknown) => void {
  let loaded: Loaded | undefined;
  /** Settles when the last request has been answered. */
  let answered = Promise.resolve();
  /** The last single picture whose search was stopped. */
  let stoppedFrameId: number | undefined;

  async function answer(data: unknown): Promise<void> {
    try {
      const request = parseRequest(data);
      if (request.kind === 'load') await load(request);
      else if (request.kind === 'read') await read(request);
      else if (request.kind === 'occlude') await occlude(request);
      else if (request.kind === 'list') await list();
      else if (request.kind === 'smooth') loaded?.pipeline.setHalfLife(request.halfLifeMs);
      else if (request.kind === 'reset') loaded?.pipeline.reset();
    } catch (error) {
      fail(undefined, error, 'workerFailed');
    }
  }

  async function load({ models, model, smoothingHalfLifeMs }: Load): Promise<void> {
    const grabber = createGrabber();
    const { info, pipeline } = await loadPipeline({
      models,
      model,
      smoothingHalfLifeMs,
      kernels,
      onProgress: (progress: LoadProgress) => {
        reply({ kind: 'progress', progress });
      },
    });
    loaded = { models, pipeline, grabber };
    reply({ kind: 'ready', info });
  }

  async function read({ frame, ...request }: Read): Promise<void> {
    try {
      const { pipeline, grabber } = orThrow(loaded);
      const grabbed = grabber.grab(frame);
      const reading =
        request.mode === 'stream'
          ? await pipeline.read(grabbed, request)
          : await pipeline.readStill(grabbed, request, {
              onProgress: (progress) => {
                reply({ kind: 'searching', progress });
              },
              isStopped: () => stoppedFrameId === request.frameId,
            });
      reply({ kind: 'reading', reading });
    } catch (error) {
      fail(request.frameId, error, 'badFrame');
    } finally {
      if ('close' in frame) frame.close();
    }
  }

  async function list(): Promise<void> {
    reply({ kind: 'models', models: await listModels(orThrow(loaded).models) });
  }

  async function occlude({ faceId, expression, row }: Occlude): Promise<void> {
    const { pipeline } = orThrow(loaded);
    reply({ kind: 'occluded', row: await pipeline.occlude(faceId, expression, row) });
  }

  function fail(frameId: number | undefined, error: unknown, otherwise: VisionErrorCode): void {
    const { code, message, cause } = toVisionError(error, otherwise);
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    reply({ kind: 'failed', frameId, code, message: message + reason });
  }

  return (data) => {
    answered = answered.then(() => answer(data));
    // At once, since the other requests wait for the read that it ends.
    if (isRequest(data) && data.kind === 'stop') stoppedFrameId = data.frameId;
  };
}

function orThrow(loaded: Loaded | undefined): Loaded {
  if (loaded !== undefined) return loaded;
  throw new VisionError('protocolBroken', 'expected load first. Wait for it.');
}
