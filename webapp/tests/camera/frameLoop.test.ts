import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runFrameLoop } from '../../src/camera/frameLoop';
import { VisionError, type FrameReading } from '../../src/vision/index';
import { frameReading } from '../readings';

/** A video that shows a frame when told to. */
class FakeVideo {
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
const read = vi.fn<() => Promise<FrameReading>>();
const onReading = vi.fn();
const onFailure = vi.fn();
const onMisread = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  video = new FakeVideo();
  abort = new AbortController();
  for (const mock of [read, onReading, onFailure, onMisread]) mock.mockReset();
  read.mockImplementation(() => Promise.resolve(frameReading([])));
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ close: () => undefined }));
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback, 16));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function start(): Promise<void> {
  return runFrameLoop({
    // The loop uses nothing else of a video element than what this one has.
    video: video as unknown as HTMLVideoElement,
    reader: { read },
    onReading,
    onMisread,
    onFailure,
    signal: abort.signal,
  });
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

  it.each(['busy', 'badFrame'] as const)('drops a frame that is refused as %s', async (code) => {
    read.mockImplementationOnce(() => Promise.reject(new VisionError(code, 'not this one')));
    void start();
    await video.show();
    await video.show();
    expect(onReading).toHaveBeenCalledTimes(1);
    expect(onFailure).not.toHaveBeenCalled();
  });

  it('counts the frames in a row that were refused, and not those that came too soon', async () => {
    const refuse = (code: 'busy' | 'badFrame') => () => Promise.reject(new VisionError(code, ''));
    for (const code of ['badFrame', 'busy', 'badFrame'] as const) {
      read.mockImplementationOnce(refuse(code));
    }
    void start();
    for (let frame = 0; frame < 4; frame += 1) await video.show();
    read.mockImplementationOnce(refuse('badFrame'));
    await video.show();
    expect(onMisread.mock.calls).toEqual([[1], [2], [1]]);
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
    const loop = start();
    await video.show();
    await loop;
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(spent);
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
    expect(onFailure).not.toHaveBeenCalled();
  });
});
