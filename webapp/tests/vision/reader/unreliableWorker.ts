import { afterEach, beforeEach, vi } from 'vitest';
import { createReader, type ExpressionReader, type ReaderOptions } from '../../../src/vision';

/**
 * The page's side of the worker, with a thread that misbehaves on command: no real worker can be
 * made to crash, hang or talk nonsense at will. The real one runs in tests/e2e.
 */
class UnreliableWorker extends EventTarget implements Worker {
  onmessage = null;
  onmessageerror = null;
  onerror = null;
  terminated = false;
  readonly received: unknown[] = [];

  postMessage(message: unknown): void {
    this.received.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

export const INFO = {
  model: { name: 'five_layer', version: '1' },
  labels: ['happy', 'sad'],
  notSureBelow: 0.4,
  bytes: { detector: 1, expression: 2 },
};
export const reading = (frameId: number): object => ({
  kind: 'reading',
  reading: { frameId, faces: [] },
});

/** A picture, and what the reader makes of it: a copy. */
export class Frame implements ImageBitmap {
  readonly [Symbol.toStringTag] = 'ImageBitmap';
  readonly width = 640;
  readonly height = 480;
  closed = 0;

  close(): void {
    this.closed += 1;
  }
}

export let worker: UnreliableWorker;
/** Those that the reader has made. */
export let copies: Frame[];

/** Lets everything that is ready to go on do so. */
export const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

/** A reader whose worker has run its script. */
export async function create(
  options: Partial<ReaderOptions> = {},
): Promise<{ readonly creating: Promise<ExpressionReader> }> {
  const creating = createReader({ models: '/models', worker: () => worker, ...options });
  // Whoever waits for it hears of a failure.
  creating.catch(() => undefined);
  await settle();
  worker.say({ kind: 'started' });
  await settle();
  return { creating };
}

export async function createReady(): Promise<ExpressionReader> {
  const { creating } = await create();
  worker.say({ kind: 'ready', info: INFO });
  return creating;
}

/** Gives each test of a file a worker of its own, and what browsers have and Node lacks. */
export function setUpWorkers(): void {
  beforeEach(() => {
    worker = new UnreliableWorker();
    copies = [];
    // As browsers have them: Node does not.
    vi.stubGlobal('ImageData', function refuse() {
      throw new RangeError('not a multiple of 4');
    });
    vi.stubGlobal('createImageBitmap', (source: { readonly closed?: number } | undefined) => {
      if (!(source instanceof Frame)) return Promise.reject(new TypeError('no picture'));
      if (source.closed > 0) {
        return Promise.reject(new DOMException('detached', 'InvalidStateError'));
      }
      const copy = new Frame();
      copies.push(copy);
      return Promise.resolve(copy);
    });
    vi.stubGlobal('location', { href: 'https://mien.example/start/' });
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
}
