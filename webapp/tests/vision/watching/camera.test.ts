import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchCamera } from '../../../src/vision/watching/camera';

/** A camera of 30 frames a second, whose frames the browser reports in its own way, or not at all. */
class FakeCamera {
  paused = false;
  readyState = 4;
  currentTime = 0;
  #waiting: (() => void)[] = [];
  /** @param tellsLateMs how late the browser reports a frame; Infinity if never */
  constructor(tellsLateMs: number) {
    setInterval(() => {
      if (this.paused) return;
      this.currentTime += 1 / 30;
      if (tellsLateMs < Infinity) {
        setTimeout(() => {
          for (const callback of this.#waiting.splice(0)) callback();
        }, tellsLateMs);
      }
    }, 33);
  }
  requestVideoFrameCallback = (callback: () => void): number => this.#waiting.push(callback);
}

let abort: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  abort = new AbortController();
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback, 16));
});
afterEach(() => {
  abort.abort();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** How many frames are reported, each as soon as the one before was taken. */
function count(camera: object): () => number {
  let frames = 0;
  // The source uses nothing else of a video element than what this one has.
  const source = watchCamera(camera as HTMLVideoElement, abort.signal);
  void (async () => {
    while (!abort.signal.aborted) {
      await source.next();
      frames += 1;
    }
  })();
  return () => frames;
}

/** A video element as Firefox before 132 has it. */
function withoutCallback(): FakeCamera {
  const camera = new FakeCamera(Infinity);
  Reflect.deleteProperty(camera, 'requestVideoFrameCallback');
  return camera;
}

describe('the frames of a camera', () => {
  it.each([
    ['reported at once', () => new FakeCamera(0)],
    ['never reported, though the browser could', () => new FakeCamera(Infinity)],
    ['reported a second late', () => new FakeCamera(1000)],
    ['of a browser that cannot tell', withoutCallback],
  ])('%s: each is taken once', async (_how, make) => {
    const frames = count(make());
    await vi.advanceTimersByTimeAsync(3000);
    const before = frames();
    await vi.advanceTimersByTimeAsync(3000);
    // 90 frames are shown in that time.
    expect(frames() - before).toBeGreaterThanOrEqual(60);
    expect(frames() - before).toBeLessThanOrEqual(92);
  });

  it.each([
    ['silent', () => new FakeCamera(Infinity)],
    ['absent', withoutCallback],
  ])('a held video is not read, where the callback is %s', async (_how, make) => {
    const camera = make();
    const frames = count(camera);
    await vi.advanceTimersByTimeAsync(1000);
    camera.paused = true;
    await vi.advanceTimersByTimeAsync(100);
    const held = frames();
    await vi.advanceTimersByTimeAsync(5000);
    expect(frames()).toBe(held);
    camera.paused = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(frames()).toBeGreaterThan(held + 10);
  });

  it('a video that shows nothing yet has none', async () => {
    const camera = new FakeCamera(Infinity);
    camera.readyState = 1;
    const frames = count(camera);
    await vi.advanceTimersByTimeAsync(3000);
    expect(frames()).toBe(0);
  });

  it('a browser that finds its voice again is listened to', async () => {
    const camera = new FakeCamera(Infinity);
    const frames = count(camera);
    await vi.advanceTimersByTimeAsync(1000);
    const silent = camera.requestVideoFrameCallback;
    camera.requestVideoFrameCallback = (callback) => {
      setTimeout(callback, 20);
      return silent(callback);
    };
    await vi.advanceTimersByTimeAsync(3000);
    expect(frames()).toBeGreaterThan(60);
  });
});
