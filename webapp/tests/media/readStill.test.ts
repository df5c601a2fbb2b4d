import { describe, expect, it, vi } from 'vitest';
import { readStillWhenFree } from '../../src/media/readStill';
import { VisionError, type FrameReading } from '../../src/vision';
import { frameReading } from '../readings';

const READING = frameReading([]);
// Never looked at: the reader is given it.
const FRAME = {} as ImageBitmap;

/** A reader that is busy so many times. */
function busyReader(times: number) {
  const readStill = vi.fn<() => Promise<FrameReading>>();
  for (let i = 0; i < times; i += 1) {
    readStill.mockRejectedValueOnce(new VisionError('busy', 'A frame is being read.'));
  }
  readStill.mockResolvedValue(READING);
  return { readStill };
}

describe('a picture by itself', () => {
  it('is read when the reader has finished what it was doing', async () => {
    const reader = busyReader(2);
    const makeFrame = vi.fn(() => Promise.resolve(FRAME));
    const { signal } = new AbortController();
    await expect(readStillWhenFree(reader, makeFrame, signal)).resolves.toBe(READING);
    expect(reader.readStill).toHaveBeenCalledTimes(3);
    expect(makeFrame, 'each time anew, since the reader closes it').toHaveBeenCalledTimes(3);
  });

  it('is not waited for any more when nobody wants it', async () => {
    const reader = busyReader(1000);
    const abort = new AbortController();
    const reading = readStillWhenFree(reader, () => Promise.resolve(FRAME), abort.signal);
    abort.abort(new Error('another picture'));
    await expect(reading).rejects.toThrow('another picture');
  });

  it('tells every other failure', async () => {
    const readStill = () => Promise.reject(new VisionError('workerHung', 'Nothing came.'));
    const { signal } = new AbortController();
    await expect(
      readStillWhenFree({ readStill }, () => Promise.resolve(FRAME), signal),
    ).rejects.toMatchObject({ code: 'workerHung' });
  });
});
