import { describe, expect, it } from 'vitest';
import { OCCLUSION_CELLS } from '../../../src/vision';
import { createReady, Frame, reading, setUpWorkers, settle, worker } from './unreliableWorker';

setUpWorkers();

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
