import { describe, expect, it, vi } from 'vitest';
import type { Pixels } from '../../../src/vision';
import {
  copies,
  createReady,
  Frame,
  reading,
  setUpWorkers,
  settle,
  worker,
} from './unreliableWorker';

setUpWorkers();

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
