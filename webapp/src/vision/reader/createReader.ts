import type {
  CreateReader,
  ExplainOptions,
  ExpressionReader,
  ReaderOptions,
  ReadOptions,
} from '../api';
import { VisionError } from '../errors';
import type { Bitmap, Frame, PictureSource } from '../sources';
import { OCCLUSION_CELLS, type FrameReading, type OcclusionMap, type ReaderInfo } from '../types';
import { watchVideo } from '../watching/watchVideo';
import { linkWorker, type WorkerLink } from '../worker/workerLink';
import { orAbort } from './abort';
import { addressOf, badOption, halfLifeOf, loadOf } from './options';
import type { Platform } from './platform';
import { refusal } from './refusing';
import { startWorker } from './startWorker';
import { createTurns } from './turns';

/**
 * While loading, downloads report progress and give up after 20 s without data; a worker that is
 * silent for longer than this is not running.
 */
const LOAD_SILENCE_LIMIT_MS = 60_000;
/** A frame takes some 10 ms; a single picture reports progress every 100 ms. */
const FRAME_SILENCE_LIMIT_MS = 10_000;

/** `createReader` for a platform. */
export function createReaderOn(platform: Platform): CreateReader {
  return (options = {}) => create(platform, options);
}

async function create(platform: Platform, options: ReaderOptions): Promise<ExpressionReader> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const ways = await workersOf(platform, options);
  signal?.throwIfAborted();
  onProgress?.({ phase: 'startingWorker' });
  let link: WorkerLink | undefined;
  let isOver = false;
  const abandon = () => {
    isOver = true;
    link?.end(disposed());
  };
  const linkOne = (worker: Worker) => {
    link = linkWorker(worker);
    if (isOver) link.end(disposed());
    return link;
  };
  signal?.addEventListener('abort', abandon);
  try {
    const [load, linked] = await Promise.all([
      loadOf(platform, options),
      startWorker(ways, linkOne),
    ]);
    const request = { kind: 'load', ...load } as const;
    const answer = await linked.exchange(request, [], LOAD_SILENCE_LIMIT_MS, (reply) => {
      if (reply.kind === 'progress') onProgress?.(reply.progress);
    });
    if (answer.kind !== 'ready') throw unexpected('ready', answer.kind);
    return readerOf(platform, linked, answer.info);
  } catch (error) {
    abandon();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abandon);
  }
}

async function workersOf(
  { workers }: Platform,
  { worker }: ReaderOptions,
): Promise<Platform['workers']> {
  if (worker === undefined) return workers;
  if (typeof worker === 'function') return [worker];
  const address = await addressOf('worker', worker);
  return [() => new Worker(address, { type: 'module' })];
}

function readerOf({ copyOf }: Platform, link: WorkerLink, info: ReaderInfo): ExpressionReader {
  let frameId = 0;
  const ended = new AbortController();
  const inTurn = createTurns();

  async function exchangeFrame(
    copy: () => Promise<Frame>,
    { follow = false, timestampMs = performance.now(), signal, onProgress }: ReadOptions,
  ): Promise<FrameReading> {
    signal?.throwIfAborted();
    const frame = await copy();
    const stop = () => {
      link.send({ kind: 'stop', frameId });
    };
    try {
      signal?.throwIfAborted();
      frameId += 1;
      const mode = follow ? 'stream' : 'still';
      const request = { kind: 'read', frameId, timestampMs, mode, frame } as const;
      const moved = 'close' in frame ? [frame] : [];
      const answering = link.exchange(request, moved, FRAME_SILENCE_LIMIT_MS, (reply) => {
        if (reply.kind === 'searching' && signal?.aborted !== true) onProgress?.(reply.progress);
      });
      if (!follow) signal?.addEventListener('abort', stop);
      const answer = await answering;
      if (answer.kind !== 'reading') throw unexpected('reading', answer.kind);
      return answer.reading;
    } catch (error) {
      if (!isUnmovable(error)) throw error;
      throw await refusal(({ foreignPicture }) => foreignPicture());
    } finally {
      signal?.removeEventListener('abort', stop);
      if ('close' in frame) frame.close();
    }
  }

  /** @param copyOfIt copies a picture; the worker closes the copy */
  async function readCopy(
    copyOfIt: () => () => Promise<Frame>,
    options: ReadOptions,
  ): Promise<FrameReading> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (ended.signal.aborted) throw disposed();
    if (options.timestampMs !== undefined && !Number.isFinite(options.timestampMs)) {
      throw await badOption('timestampMs', 'milliseconds', options.timestampMs);
    }
    const copy = copyOfIt();
    return orAbort(
      inTurn(() => exchangeFrame(copy, options)),
      signal,
    );
  }

  async function occludeRow(faceId: number, row: number, { expression, signal }: ExplainOptions) {
    signal?.throwIfAborted();
    const request = { kind: 'occlude', faceId, expression, row } as const;
    const answer = await link.exchange(request, [], FRAME_SILENCE_LIMIT_MS);
    if (answer.kind !== 'occluded') throw unexpected('occluded', answer.kind);
    return answer.row;
  }

  async function explain(faceId: number, options: ExplainOptions = {}): Promise<OcclusionMap> {
    const { signal, onProgress, expression } = options;
    if (expression !== undefined && !info.labels.includes(expression)) {
      throw await badOption('expression', `one of ${info.labels.join(', ')}`, expression);
    }
    let map: OcclusionMap | undefined;
    let falls: readonly number[] = [];
    for (let row = 0; row < OCCLUSION_CELLS; row += 1) {
      signal?.throwIfAborted();
      const next = await orAbort(
        inTurn(() => occludeRow(faceId, row, options)),
        signal,
      );
      const face = next.face ?? map;
      if (face === undefined) throw unexpected('occluded with its face', 'none');
      falls = [...falls, ...next.falls];
      map = { ...face, falls };
      onProgress?.(map);
    }
    if (map === undefined) throw unexpected('occluded', 'nothing');
    return map;
  }

  const read = (source: PictureSource, options: ReadOptions = {}) =>
    readCopy(() => copyOf(source), options);
  const readOwn = (frame: Bitmap, options: ReadOptions) =>
    readCopy(() => () => Promise.resolve(frame), options);
  const models = () =>
    inTurn(async () => {
      const answer = await link.exchange({ kind: 'list' }, [], LOAD_SILENCE_LIMIT_MS);
      if (answer.kind !== 'models') throw unexpected('models', answer.kind);
      return answer.models;
    });
  const reset = () => {
    link.send({ kind: 'reset' });
  };
  return {
    info,
    read,
    explain,
    models,
    reset,
    watch: (video, onReading, options = {}) =>
      watchVideo({ read: readOwn, reset }, video, onReading, options, ended.signal),
    configure: async (settings) => {
      const halfLifeMs = await halfLifeOf(settings);
      if (halfLifeMs !== undefined) link.send({ kind: 'smooth', halfLifeMs });
    },
    dispose: () => {
      ended.abort();
      link.end(disposed());
    },
  };
}

/** A picture from another site, which a page may show but not read. */
function isUnmovable(error: unknown): boolean {
  return error instanceof DOMException && ['DataCloneError', 'SecurityError'].includes(error.name);
}

function disposed(): VisionError {
  return new VisionError('disposed', 'The reader was disposed of. Create a new one.');
}

function unexpected(wanted: string, got: string): VisionError {
  return new VisionError(
    'protocolBroken',
    `expected the reply ${wanted}, got ${got}. Take all files from one version.`,
  );
}
