import { describe, expect, it, vi } from 'vitest';
import { createReader, type ReaderOptions } from '../../../src/vision';
import {
  create,
  createReady,
  Frame,
  INFO,
  reading,
  setUpWorkers,
  settle,
  worker,
} from './unreliableWorker';

setUpWorkers();

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
