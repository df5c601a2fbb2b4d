import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VisionError, type FrameReading, type WatchOptions } from '../../../src/vision/index';
import { watchVideo } from '../../../src/vision/watching/watchVideo';
import { frameReading } from '../../readings';

/** A video that shows a frame when told to. */
class FakeVideo {
  readonly [Symbol.toStringTag] = 'HTMLVideoElement';
  readonly srcObject = {};
  #callbacks: (() => void)[] = [];
  requestVideoFrameCallback(callback: () => void): number {
    this.#callbacks.push(callback);
    return 0;
  }
  async show(): Promise<void> {
    const callbacks = this.#callbacks.splice(0);
    for (const callback of callbacks) callback();
    await vi.advanceTimersByTimeAsync(0);
  }
}

let video: FakeVideo;
let abort: AbortController;
let disposed: AbortController;
const read = vi.fn<() => Promise<FrameReading>>();
const onReading = vi.fn();
const onMisread = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  video = new FakeVideo();
  abort = new AbortController();
  disposed = new AbortController();
  for (const mock of [read, onReading, onMisread]) mock.mockReset();
  read.mockImplementation(() => Promise.resolve(frameReading([])));
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ close: () => undefined }));
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback, 16));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function start(options: WatchOptions = { onMisread }): Promise<void> {
  // The loop uses nothing else of a video element than what this one has.
  const element = video as unknown as HTMLVideoElement;
  const reader = { read, reset: () => undefined };
  const wanted = { signal: abort.signal, ...options };
  return watchVideo(reader, element, onReading, wanted, disposed.signal);
}

describe('the frame loop', () => {
  it('reads each frame once', async () => {
    void start();
    await video.show();
    await video.show();
    expect(read).toHaveBeenCalledTimes(2);
    expect(onReading).toHaveBeenCalledTimes(2);
  });

  it('has one frame in flight and skips those that come meanwhile', async () => {
    let answer: (reading: FrameReading) => void = () => undefined;
    read.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    void start();
    await video.show();
    await video.show();
    await video.show();
    expect(read).toHaveBeenCalledTimes(1);
    answer(frameReading([]));
    await vi.advanceTimersByTimeAsync(0);
    await video.show();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('drops a frame that is refused, and counts those in a row', async () => {
    const refuse = () => Promise.reject(new VisionError('badFrame', 'not this one'));
    read.mockImplementationOnce(refuse).mockImplementationOnce(refuse);
    void start();
    for (let frame = 0; frame < 3; frame += 1) await video.show();
    expect(onReading).toHaveBeenCalledTimes(1);
    read.mockImplementationOnce(refuse);
    await video.show();
    expect(onMisread.mock.calls).toEqual([[1], [2], [1]]);
  });

  it('gives up after five refused frames in a row where nobody counts them', async () => {
    read.mockImplementation(() => Promise.reject(new VisionError('badFrame', 'not this one')));
    const loop = expect(start({})).rejects.toMatchObject({ code: 'workerFailed' });
    for (let frame = 0; frame < 5; frame += 1) await video.show();
    await loop;
    expect(read).toHaveBeenCalledTimes(5);
  });

  it("ends with an error of its caller's, which is no refused frame", async () => {
    const mistake = new TypeError('faces[0] is undefined');
    onReading.mockImplementationOnce(() => {
      throw mistake;
    });
    const loop = expect(start()).rejects.toBe(mistake);
    await video.show();
    await loop;
    expect(onMisread).not.toHaveBeenCalled();
  });

  it('lends each frame before it is read, and closes it after', async () => {
    const frame = { close: vi.fn() };
    vi.stubGlobal('createImageBitmap', () => Promise.resolve(frame));
    const lent: unknown[] = [];
    void start({
      onFrame: (each) => {
        lent.push(each);
        expect(frame.close).not.toHaveBeenCalled();
      },
    });
    await video.show();
    expect(lent).toEqual([frame]);
    expect(frame.close).toHaveBeenCalledOnce();
  });

  it('drops a frame of a video that has none yet', async () => {
    vi.stubGlobal('createImageBitmap', () =>
      Promise.reject(new DOMException('', 'InvalidStateError')),
    );
    void start();
    await video.show();
    vi.stubGlobal('createImageBitmap', () => Promise.resolve({ close: () => undefined }));
    await video.show();
    expect(onReading).toHaveBeenCalledTimes(1);
  });

  it('ends with the error of a reader that is spent', async () => {
    const spent = new VisionError('workerHung', 'no answer');
    read.mockImplementationOnce(() => Promise.reject(spent));
    const loop = expect(start()).rejects.toBe(spent);
    await video.show();
    await loop;
    await video.show();
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('ends when aborted, without a word, and shows nothing that comes later', async () => {
    read.mockImplementationOnce(() => Promise.reject(new DOMException('aborted', 'AbortError')));
    const loop = start();
    abort.abort();
    await loop;
    await video.show();
    expect(onReading).not.toHaveBeenCalled();
  });

  it('ends with the reader, without a word', async () => {
    const loop = start();
    disposed.abort();
    await expect(loop).resolves.toBeUndefined();
  });

  it('takes a video alone', async () => {
    video = { srcObject: null } as unknown as FakeVideo;
    await expect(start()).rejects.toThrow(/expected a video element/);
  });
});
