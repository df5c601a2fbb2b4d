import { VisionError } from '../errors';
import { parseReply, type WorkerReply, type WorkerRequest } from './protocol';

export type Answer = Extract<WorkerReply, { kind: 'ready' | 'reading' | 'occluded' }>;
export type Progress = Extract<WorkerReply, { kind: 'progress' }>['progress'];

/** The page's end of a worker: one exchange at a time, and an end that is noticed. */
export interface WorkerLink {
  /** True while an exchange waits for its answer. */
  readonly isBusy: boolean;
  /** Resolves when no exchange waits any more, whatever became of it. */
  whenIdle(): Promise<void>;
  /**
   * The answer to a request.
   *
   * @param silenceLimitMs the worker counts as hung, and is ended, if nothing comes for so long
   * @throws VisionError the worker's own, or that of its end; once ended it stays so.
   */
  exchange(
    request: WorkerRequest,
    transfer: Transferable[],
    silenceLimitMs: number,
  ): Promise<Answer>;
  /** Sends what needs no answer. */
  send(request: WorkerRequest): void;
  /** Ends the worker; a waiting exchange and later ones are rejected with `error`. */
  end(error: VisionError): void;
}

interface Exchange {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: VisionError) => void;
  readonly silenceLimitMs: number;
  watchdog: ReturnType<typeof setTimeout>;
}

/** @throws VisionError `workerFailed` if the browser refuses to make the worker. */
export function linkWorker(
  makeWorker: () => Worker,
  onProgress: (progress: Progress) => void,
): WorkerLink {
  const worker = startWorker(makeWorker);
  let waiting: Exchange | undefined;
  let ended: VisionError | undefined;
  let idlers: (() => void)[] = [];

  /** The exchange is over; another one may begin. */
  function free(): void {
    waiting = undefined;
    const waking = idlers;
    idlers = [];
    for (const wake of waking) wake();
  }

  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    try {
      take(parseReply(event.data));
    } catch (error) {
      end(error instanceof VisionError ? error : unreadable(error));
    }
  });
  worker.addEventListener('messageerror', () => {
    end(unreadable(undefined));
  });
  worker.addEventListener('error', (event) => {
    end(failed(event.message));
  });

  function take(reply: WorkerReply): void {
    if (waiting === undefined) return;
    clearTimeout(waiting.watchdog);
    if (reply.kind === 'progress') {
      waiting.watchdog = watch(waiting.silenceLimitMs);
      onProgress(reply.progress);
      return;
    }
    const { resolve, reject } = waiting;
    free();
    if (reply.kind === 'failed') reject(new VisionError(reply.code, reply.message));
    else resolve(reply);
  }

  function watch(silenceLimitMs: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      end(new VisionError('workerHung', `Nothing came from the worker for ${silenceLimitMs} ms.`));
    }, silenceLimitMs);
  }

  function end(error: VisionError): void {
    ended ??= error;
    worker.terminate();
    if (waiting === undefined) return;
    clearTimeout(waiting.watchdog);
    waiting.reject(ended);
    free();
  }

  return {
    get isBusy() {
      return waiting !== undefined;
    },
    async whenIdle() {
      // Another one may have begun by the time that this is told.
      while (waiting !== undefined) {
        await new Promise<void>((resolve) => {
          idlers.push(resolve);
        });
      }
    },
    async exchange(request, transfer, silenceLimitMs) {
      if (ended !== undefined) throw ended;
      worker.postMessage(request, transfer);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject, silenceLimitMs, watchdog: watch(silenceLimitMs) };
      });
    },
    send(request) {
      if (ended === undefined) worker.postMessage(request);
    },
    end,
  };
}

function startWorker(makeWorker: () => Worker): Worker {
  try {
    return makeWorker();
  } catch (error) {
    throw failed('the browser refused it', error);
  }
}

function failed(reason: string, cause?: unknown): VisionError {
  return new VisionError(
    'workerFailed',
    `The vision worker failed: ${reason || 'its script could not be loaded'}. Reload.`,
    { cause },
  );
}

function unreadable(cause: unknown): VisionError {
  return new VisionError('protocolBroken', 'A message from the worker was unreadable. Reload.', {
    cause,
  });
}
