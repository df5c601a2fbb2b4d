import { VisionError } from '../errors';
import { parseReply, type WorkerReply, type WorkerRequest } from './protocol';

export type Answer = Extract<
  WorkerReply,
  { kind: 'started' | 'ready' | 'models' | 'reading' | 'occluded' }
>;
export type Progress = Extract<WorkerReply, { kind: 'progress' | 'searching' }>;

/** Exchanges messages with the worker one at a time, and notices its end. */
export interface WorkerLink {
  /**
   * The answer to a request, or the worker's first message; the previous request must be answered.
   *
   * @param silenceLimitMs a worker silent for this long counts as hung and is ended
   * @param onProgress called with messages before the answer
   * @throws VisionError the worker's own, or the reason of its end, which is final.
   */
  exchange(
    request: WorkerRequest | undefined,
    transfer: Transferable[],
    silenceLimitMs: number,
    onProgress?: (progress: Progress) => void,
  ): Promise<Answer>;
  /** Sends a message that needs no answer. */
  send(request: WorkerRequest): void;
  /** Ends the worker; a waiting exchange and later ones are rejected with `error`. */
  end(error: VisionError): void;
}

interface Exchange {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: VisionError) => void;
  readonly silenceLimitMs: number;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  watchdog: ReturnType<typeof setTimeout>;
}

/** The page's end of a link to a started worker. */
export function linkWorker(worker: Worker): WorkerLink {
  let waiting: Exchange | undefined;
  let ended: VisionError | undefined;

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
    if (reply.kind === 'progress' || reply.kind === 'searching') {
      waiting.watchdog = watch(waiting.silenceLimitMs);
      waiting.onProgress?.(reply);
      return;
    }
    const { resolve, reject } = waiting;
    waiting = undefined;
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
    waiting = undefined;
  }

  return {
    async exchange(request, transfer, silenceLimitMs, onProgress) {
      if (ended !== undefined) throw ended;
      if (request !== undefined) worker.postMessage(request, transfer);
      return new Promise((resolve, reject) => {
        const watchdog = watch(silenceLimitMs);
        waiting = { resolve, reject, silenceLimitMs, onProgress, watchdog };
      });
    },
    send(request) {
      if (ended === undefined) worker.postMessage(request);
    },
    end,
  };
}

function failed(reason: string): VisionError {
  return new VisionError(
    'workerFailed',
    `The worker ended: ${reason || 'for no reason that it told'}. Create a new reader.`,
  );
}

function unreadable(cause: unknown): VisionError {
  return new VisionError(
    'protocolBroken',
    'A message from the worker was unreadable. Create a new reader.',
    {
      cause,
    },
  );
}
