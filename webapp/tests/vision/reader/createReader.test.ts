import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createReader,
  OCCLUSION_CELLS,
  type Pixels,
  type ReaderOptions,
} from '../../../src/vision';
import { parseReply, parseRequest } from '../../../src/vision/worker/protocol';

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

const INFO = {
  model: { name: 'five_layer', version: '1' },
  labels: ['happy', 'sad'],
  notSureBelow: 0.4,
  bytes: { detector: 1, expression: 2 },
};
const reading = (frameId: number) => ({ kind: 'reading', reading: { frameId, faces: [] } });

/** A picture, and what the reader makes of it: a copy. */
class Frame implements ImageBitmap {
  readonly [Symbol.toStringTag] = 'ImageBitmap';
  readonly width = 640;
  readonly height = 480;
  closed = 0;

  close(): void {
    this.closed += 1;
  }
}

let worker: UnreliableWorker;
/** Those that the reader has made. */
let copies: Frame[];

/** Lets everything that is ready to go on do so. */
const settle = () => vi.advanceTimersByTimeAsync(0);

/** A reader whose worker has run its script. */
async function create(options: Partial<ReaderOptions> = {}) {
  const creating = createReader({ models: '/models', worker: () => worker, ...options });
  // Whoever waits for it hears of a failure.
  creating.catch(() => undefined);
  await settle();
  worker.say({ kind: 'started' });
  await settle();
  return { creating };
}

async function createReady() {
  const { creating } = await create();
  worker.say({ kind: 'ready', info: INFO });
  return creating;
}

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

describe('createReader', () => {
  it('asks for the models by an address that does not depend on the worker', async () => {
    const reader = await createReady();
    expect(reader.info).toEqual(INFO);
    expect(worker.received).toEqual([
      {
        kind: 'load',
        models: { url: 'https://mien.example/models/' },
        model: undefined,
        smoothingHalfLifeMs: 150,
      },
    ]);
  });

  it('passes progress on', async () => {
    const onProgress = vi.fn();
    const { creating } = await create({ onProgress });
    worker.say({ kind: 'progress', progress: { phase: 'warmingUp' } });
    worker.say({ kind: 'ready', info: INFO });
    await creating;
    expect(onProgress.mock.calls).toEqual([
      [{ phase: 'startingWorker' }],
      [{ phase: 'warmingUp' }],
    ]);
  });

  it("rejects with the worker's code and ends the worker", async () => {
    const { creating } = await create();
    worker.say({ kind: 'failed', frameId: undefined, code: 'modelCorrupt', message: 'a.bin: …' });
    await expect(creating).rejects.toMatchObject({ code: 'modelCorrupt', message: 'a.bin: …' });
    expect(worker.terminated).toBe(true);
  });

  it('rejects if the browser refuses to make a worker', async () => {
    const refuse = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    const { creating } = await create({ worker: refuse });
    await expect(creating).rejects.toMatchObject({ code: 'workerFailed' });
  });

  it("rejects if the worker's script cannot be loaded", async () => {
    const creating = createReader({ models: '/models', worker: () => worker });
    creating.catch(() => undefined);
    await settle();
    worker.dispatchEvent(new Event('error'));
    await expect(creating).rejects.toMatchObject({ code: 'workerFailed' });
    expect(worker.terminated).toBe(true);
  });

  it('rejects a worker that says nothing for a minute, and not one that reports progress', async () => {
    const { creating } = await create();
    const outcome = expect(creating).rejects.toMatchObject({ code: 'workerHung' });
    await vi.advanceTimersByTimeAsync(59_000);
    worker.say({ kind: 'progress', progress: { phase: 'warmingUp' } });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(worker.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    await outcome;
    expect(worker.terminated).toBe(true);
  });

  it.each([['a text'], [null], [{ kind: 'greeting' }], [{ kind: 'ready' }], [reading(1)]])(
    'rejects the answer %j',
    async (data) => {
      const { creating } = await create();
      worker.say(data);
      await expect(creating).rejects.toMatchObject({ code: 'protocolBroken' });
      expect(worker.terminated).toBe(true);
    },
  );

  it('ends the worker when aborted, with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('left the page');
    const { creating } = await create({ signal: controller.signal });
    controller.abort(reason);
    await expect(creating).rejects.toBe(reason);
    expect(worker.terminated).toBe(true);
  });
});

describe('options', () => {
  it.each([
    [{ models: 7 }, 'models: expected an address'],
    [{ models: undefined }, 'models: expected an address, got undefined'],
    [{ smoothingHalfLifeMs: -1 }, 'smoothingHalfLifeMs: expected milliseconds, 0 or more, got -1'],
    [{ worker: {} }, 'worker: expected an address'],
  ])('%j are refused with a sentence', async (options, sentence) => {
    const { creating } = await create(options as Partial<ReaderOptions>);
    await expect(creating).rejects.toMatchObject({
      code: 'badOption',
      message: expect.stringContaining(sentence) as string,
    });
  });

  it('may name the models by a URL object', async () => {
    await create({ models: new URL('https://elsewhere.example/m') });
    expect(worker.received).toMatchObject([{ models: { url: 'https://elsewhere.example/m/' } }]);
  });
});

describe('read', () => {
  it('gives the reading, numbers the frames, and closes its copies alone', async () => {
    const reader = await createReady();
    for (const frameId of [1, 2]) {
      const frame = new Frame();
      const promise = reader.read(frame, { follow: true, timestampMs: 40 * frameId });
      await settle();
      expect(worker.received.at(-1)).toMatchObject({
        kind: 'read',
        mode: 'stream',
        frameId,
        timestampMs: 40 * frameId,
        frame: copies.at(-1),
      });
      worker.say(reading(frameId));
      await expect(promise).resolves.toMatchObject({ frameId });
      expect(frame.closed).toBe(0);
      expect(copies.at(-1)?.closed).toBe(1);
    }
  });

  it('reads pictures by themselves, one after the other in the order of the calls', async () => {
    const reader = await createReady();
    const promises = [1, 2, 3].map(() => reader.read(new Frame()));
    for (const frameId of [1, 2, 3]) {
      await settle();
      const sent = worker.received.filter((message) => Reflect.get(Object(message), 'frameId'));
      expect(sent).toHaveLength(frameId);
      expect(sent.at(-1)).toMatchObject({ mode: 'still', frameId });
      worker.say(reading(frameId));
    }
    expect((await Promise.all(promises)).map(({ frameId }) => frameId)).toEqual([1, 2, 3]);
  });

  it('outlives a bad frame', async () => {
    const reader = await createReady();
    const bad = reader.read(new Frame());
    await settle();
    worker.say({ kind: 'failed', frameId: 1, code: 'badFrame', message: 'empty' });
    await expect(bad).rejects.toMatchObject({ code: 'badFrame' });
    expect(worker.terminated).toBe(false);
    const good = reader.read(new Frame());
    await settle();
    worker.say(reading(2));
    await expect(good).resolves.toBeDefined();
  });

  it('tells a frame that was closed before, and one of another site', async () => {
    const reader = await createReady();
    const closed = new Frame();
    closed.close();
    await expect(reader.read(closed)).rejects.toThrow(
      /got ImageBitmap\. Read it before you close it/,
    );
    vi.spyOn(worker, 'postMessage').mockImplementationOnce(() => {
      throw new DOMException('tainted', 'DataCloneError');
    });
    await expect(reader.read(new Frame())).rejects.toThrow(/one of another site.*crossorigin/);
    const next = reader.read(new Frame());
    await settle();
    worker.say(reading(2));
    await expect(next).resolves.toBeDefined();
  });

  it.each([
    ['photo.jpg', /got String\. Fetch it, and read its blob/],
    [undefined, /expected an img, video.* got Undefined/],
    [null, /got Null/],
    [Promise.resolve(1), /got Promise\. Await it first/],
    [
      { data: new Uint8Array(5), width: 2, height: 2 },
      /got Object\. Its data must have width \* height \* 4 bytes/,
    ],
  ])('refuses %s with a sentence', async (source, sentence) => {
    const reader = await createReady();
    const refused = reader.read(source as Pixels);
    await expect(refused).rejects.toMatchObject({ name: 'VisionError', code: 'badFrame' });
    await expect(refused).rejects.toThrow(sentence);
  });

  it('ends a worker that does not answer, for good', async () => {
    const reader = await createReady();
    const outcome = expect(reader.read(new Frame())).rejects.toMatchObject({ code: 'workerHung' });
    await vi.advanceTimersByTimeAsync(10_001);
    await outcome;
    expect(copies.at(-1)?.closed).toBe(1);
    expect(worker.terminated).toBe(true);
    await expect(reader.read(new Frame())).rejects.toMatchObject({ code: 'workerHung' });
  });

  it('tells a crash between two frames at the next one', async () => {
    const reader = await createReady();
    worker.dispatchEvent(new Event('error'));
    await expect(reader.read(new Frame())).rejects.toMatchObject({ code: 'workerFailed' });
  });

  it('stops waiting when aborted, drops the late answer, and lets the next one follow', async () => {
    const reader = await createReady();
    const controller = new AbortController();
    const reason = new Error('the camera was switched');
    const aborted = reader.read(new Frame(), { signal: controller.signal });
    await settle();
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    const next = reader.read(new Frame());
    await settle();
    worker.say(reading(1));
    await settle();
    expect(copies[0]?.closed).toBe(1);
    worker.say(reading(2));
    await expect(next).resolves.toMatchObject({ frameId: 2 });
  });

  it('tells how far a picture has been searched', async () => {
    const reader = await createReady();
    const shares: number[] = [];
    const still = reader.read(new Frame(), { onProgress: ({ share }) => shares.push(share) });
    await settle();
    worker.say({ kind: 'searching', progress: { ...reading(1), share: 0.25 } });
    worker.say(reading(1));
    await expect(still).resolves.toMatchObject({ frameId: 1 });
    expect(shares).toEqual([0.25]);
  });

  it('has the worker end the search of a picture that nobody waits for', async () => {
    const reader = await createReady();
    const controller = new AbortController();
    const shares: number[] = [];
    const still = reader.read(new Frame(), {
      signal: controller.signal,
      onProgress: ({ share }) => shares.push(share),
    });
    await settle();
    controller.abort(new Error('enough'));
    await expect(still).rejects.toThrow('enough');
    expect(worker.received.at(-1)).toEqual({ kind: 'stop', frameId: 1 });
    worker.say({ kind: 'searching', progress: { ...reading(1), share: 0.5 } });
    expect(shares).toEqual([]);
  });

  it('sends no frame whose signal was aborted before or while it waited', async () => {
    const reader = await createReady();
    const reason = new Error('too late');
    const controller = new AbortController();
    await expect(reader.read(new Frame(), { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    void reader.read(new Frame());
    const waiting = reader.read(new Frame(), { signal: controller.signal });
    await settle();
    const sent = worker.received.length;
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    worker.say(reading(1));
    await settle();
    expect(worker.received).toHaveLength(sent);
  });
});

describe('explain', () => {
  it('asks for one row at a time when two explanations wait for a frame', async () => {
    const reader = await createReady();
    void reader.read(new Frame());
    await settle();
    const before = worker.received.length;
    const [first, second] = [reader.explain(1), reader.explain(2)];
    await settle();
    worker.say(reading(1));
    // Each row is answered after the one before, whoever asked.
    for (let answered = 0; answered < 2 * OCCLUSION_CELLS; answered += 1) {
      await settle();
      expect(worker.received).toHaveLength(before + answered + 1);
      const asked = worker.received.at(-1) as { faceId: number; row: number };
      worker.say(row(10 * asked.faceId + asked.row, asked.row === 0));
    }
    for (const [id, explaining] of [
      [1, first],
      [2, second],
    ] as const) {
      const { falls } = await explaining;
      const rows = Array.from({ length: OCCLUSION_CELLS }, (_, index) => 10 * id + index);
      expect(falls.filter((_, index) => index % OCCLUSION_CELLS === 0)).toEqual(rows);
    }
  });

  const FACE = {
    expression: 'sad',
    probability: 0.8,
    grey: new Uint8Array(48 * 48),
    cropped: new Uint8Array(48 * 48),
  };
  const row = (index: number, isFirst = index === 0) => ({
    kind: 'occluded',
    row: {
      face: isFirst ? FACE : undefined,
      falls: Array.from({ length: OCCLUSION_CELLS }, (_, column) => index + column / 10),
    },
  });
  it('asks row by row and puts the map together', async () => {
    const reader = await createReady();
    const seen: number[] = [];
    const explaining = reader.explain(7, {
      onProgress: ({ falls }) => {
        seen.push(falls.length);
      },
    });
    for (let index = 0; index < OCCLUSION_CELLS; index += 1) {
      await settle();
      expect(worker.received.at(-1)).toEqual({
        kind: 'occlude',
        faceId: 7,
        expression: undefined,
        row: index,
      });
      worker.say(row(index));
    }
    const map = await explaining;
    expect(map).toMatchObject(FACE);
    expect(map.falls).toHaveLength(OCCLUSION_CELLS ** 2);
    expect(map.falls[OCCLUSION_CELLS * 3 + 2]).toBe(3.2);
    expect(seen).toEqual([8, 16, 24, 32, 40, 48, 56, 64]);
  });

  it('waits for a frame that is being read, and lets frames pass between its rows', async () => {
    const reader = await createReady();
    const frame = reader.read(new Frame());
    const explaining = reader.explain(7);
    await settle();
    expect(worker.received.at(-1)).toMatchObject({ kind: 'read' });
    worker.say(reading(1));
    await frame;
    await settle();
    expect(worker.received.at(-1)).toMatchObject({ kind: 'occlude', row: 0 });
    reader.dispose();
    await expect(explaining).rejects.toMatchObject({ code: 'disposed' });
  });

  it('ends at once when aborted, and the reader goes on', async () => {
    const reader = await createReady();
    const controller = new AbortController();
    const reason = new Error('the sheet was closed');
    const explaining = reader.explain(7, { signal: controller.signal });
    await settle();
    controller.abort(reason);
    await expect(explaining).rejects.toBe(reason);
    worker.say(row(0));
    await settle();
    expect(worker.received.filter((message) => isOcclude(message))).toHaveLength(1);
    const next = reader.read(new Frame());
    await settle();
    worker.say(reading(1));
    await expect(next).resolves.toBeDefined();
  });

  it('tells that the face is gone', async () => {
    const reader = await createReady();
    const explaining = reader.explain(7);
    await settle();
    worker.say({ kind: 'failed', frameId: undefined, code: 'faceGone', message: 'gone' });
    await expect(explaining).rejects.toMatchObject({ code: 'faceGone' });
  });
});

function isOcclude(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && Reflect.get(message, 'kind') === 'occlude'
  );
}

describe('the end', () => {
  it('dispose ends the worker and rejects what waits and what comes', async () => {
    const reader = await createReady();
    const pending = reader.read(new Frame());
    await settle();
    reader.dispose();
    await expect(pending).rejects.toMatchObject({ code: 'disposed' });
    expect(worker.terminated).toBe(true);
    await expect(reader.read(new Frame())).rejects.toMatchObject({ code: 'disposed' });
    reader.reset();
    reader.dispose();
  });

  it('another half-life is passed on', async () => {
    const reader = await createReady();
    await reader.configure({ smoothingHalfLifeMs: 600 });
    expect(worker.received.at(-1)).toEqual({ kind: 'smooth', halfLifeMs: 600 });
  });

  it('reset is passed on', async () => {
    const reader = await createReady();
    reader.reset();
    expect(worker.received.at(-1)).toEqual({ kind: 'reset' });
  });
});

describe('the protocol', () => {
  const read = { kind: 'read', frameId: 1, timestampMs: 0, mode: 'stream', frame: {} };

  it.each([
    [{ kind: 'load', models: { url: 'https://mien.example/models/' }, smoothingHalfLifeMs: 150 }],
    [read],
    [{ kind: 'occlude', faceId: 1, expression: undefined, row: 0 }],
    [{ kind: 'smooth', halfLifeMs: 0 }],
    [{ kind: 'reset' }],
  ])('takes the request %j', (data) => {
    expect(parseRequest(data)).toBe(data);
  });

  it.each([
    [undefined],
    [{ kind: 'load' }],
    [{ kind: 'occlude', faceId: 1 }],
    [{ kind: 'occlude', faceId: 1, expression: 'tired', row: 0 }],
    [{ kind: 'smooth', halfLifeMs: NaN }],
    [{ ...read, mode: 'video' }],
    [{ ...read, frame: null }],
    [{ ...read, timestampMs: NaN }],
  ])('refuses the request %j', (data) => {
    expect(() => parseRequest(data)).toThrow(/expected a request/);
  });

  it.each([
    [{ kind: 'failed', frameId: 1, code: 'odd', message: '' }],
    [{ kind: 'reading', reading: { frameId: 'one', faces: [] } }],
    [{ kind: 'occluded', row: { falls: 1 } }],
    [{ kind: 'progress', progress: 'half' }],
  ])('refuses the reply %j', (data) => {
    expect(() => parseReply(data)).toThrow(/expected a reply/);
  });
});
