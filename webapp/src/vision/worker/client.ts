import { VisionError } from '../errors';
import { folderUrl } from '../models/folderUrl';
import {
  OCCLUSION_CELLS,
  type CreateExpressionReader,
  type ExplainOptions,
  type FrameReading,
  type OcclusionMap,
  type ReaderInfo,
  type ReaderOptions,
  type ReadOptions,
  type TransferableFrame,
} from '../types';
import { startBundledWorker } from './bundledWorker';
import type { ReadMode } from './pipeline';
import { linkWorker, type WorkerLink } from './workerLink';

/**
 * While loading, downloads report progress and give up by themselves after 20 s; a worker that is
 * silent for longer than this does not run.
 */
const LOAD_SILENCE_LIMIT_MS = 60_000;
/** A frame takes some 10 ms, a photo on a slow phone a second. */
const FRAME_SILENCE_LIMIT_MS = 10_000;
/** Follows an expression within a few frames and hides the flicker of single ones. */
const SMOOTHING_HALF_LIFE_MS = 150;

export const createExpressionReader: CreateExpressionReader = async (options) => {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  onProgress?.({ phase: 'startingWorker' });
  const link = linkWorker(options.workerFactory ?? startBundledWorker, (progress) => {
    onProgress?.(progress);
  });
  const abandon = () => {
    link.end(disposed());
  };
  signal?.addEventListener('abort', abandon);
  try {
    const answer = await link.exchange(loadRequest(options), [], LOAD_SILENCE_LIMIT_MS);
    if (answer.kind !== 'ready') throw unexpected('ready', answer.kind);
    return readerOf(link, answer.info);
  } catch (error) {
    link.end(disposed());
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abandon);
  }
};

function loadRequest({ modelsUrl, model, smoothingHalfLifeMs }: ReaderOptions) {
  return {
    kind: 'load',
    // Workers resolve addresses against their own script, pages against themselves.
    modelsUrl: folderUrl(modelsUrl, location.href).href,
    model,
    smoothingHalfLifeMs: smoothingHalfLifeMs ?? SMOOTHING_HALF_LIFE_MS,
  } as const;
}

function readerOf(link: WorkerLink, info: ReaderInfo) {
  let frameId = 0;

  async function exchangeFrame(
    frame: TransferableFrame,
    mode: ReadMode,
    timestampMs: number,
  ): Promise<FrameReading> {
    frameId += 1;
    const request = { kind: 'read', frameId, timestampMs, mode, frame } as const;
    const answer = await link.exchange(request, [frame], FRAME_SILENCE_LIMIT_MS);
    if (answer.kind !== 'reading') throw unexpected('reading', answer.kind);
    return answer.reading;
  }

  async function read(
    frame: TransferableFrame,
    mode: ReadMode,
    { signal, timestampMs = performance.now() }: ReadOptions = {},
  ): Promise<FrameReading> {
    try {
      signal?.throwIfAborted();
      if (link.isBusy) {
        throw new VisionError('busy', 'A frame is being read. Wait for it, or drop this one.');
      }
      return await orAbort(exchangeFrame(frame, mode, timestampMs), signal);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'DataCloneError') {
        throw new VisionError('badFrame', 'expected an open frame, got a closed one.');
      }
      throw error;
    } finally {
      frame.close();
    }
  }

  /** A row, as soon as no frame is being read. */
  async function occludeRow(faceId: number, row: number, { label, signal }: ExplainOptions) {
    // Another one that waited may have begun meanwhile.
    while (link.isBusy) await link.whenIdle();
    signal?.throwIfAborted();
    const request = { kind: 'occlude', faceId, label, row } as const;
    const answer = await link.exchange(request, [], FRAME_SILENCE_LIMIT_MS);
    if (answer.kind !== 'occluded') throw unexpected('occluded', answer.kind);
    return answer.row;
  }

  async function explain(faceId: number, options: ExplainOptions = {}): Promise<OcclusionMap> {
    const { signal, onProgress } = options;
    let map: OcclusionMap | undefined;
    let falls: readonly number[] = [];
    for (let row = 0; row < OCCLUSION_CELLS; row += 1) {
      signal?.throwIfAborted();
      const next = await orAbort(occludeRow(faceId, row, options), signal);
      const face = next.face ?? map;
      if (face === undefined) throw unexpected('occluded with its face', 'none');
      falls = [...falls, ...next.falls];
      map = { ...face, falls };
      onProgress?.(map);
    }
    if (map === undefined) throw unexpected('occluded', 'nothing');
    return map;
  }

  return {
    info,
    explain,
    read: (frame: TransferableFrame, options?: ReadOptions) => read(frame, 'stream', options),
    readStill: (frame: TransferableFrame, options?: ReadOptions) => read(frame, 'still', options),
    setSmoothing: (halfLifeMs: number) => {
      link.send({ kind: 'smooth', halfLifeMs });
    },
    reset: () => {
      link.send({ kind: 'reset' });
    },
    dispose: () => {
      link.end(disposed());
    },
  };
}

/** `promise`, or a rejection with the signal's reason; the work itself goes on to its end. */
async function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  const settled = new AbortController();
  try {
    return await Promise.race([promise, rejectOnAbort(signal, settled.signal)]);
  } finally {
    settled.abort();
  }
}

async function rejectOnAbort(signal: AbortSignal, settled: AbortSignal): Promise<never> {
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { signal: settled });
  });
  throw signal.reason;
}

function disposed(): VisionError {
  return new VisionError('disposed', 'The reader was disposed of. Create a new one.');
}

function unexpected(wanted: string, got: string): VisionError {
  return new VisionError('protocolBroken', `expected the reply ${wanted}, got ${got}. Reload.`);
}
