import { beforeEach, describe, expect, it, vi } from 'vitest';
import { VisionError } from '../../../src/vision/index';
import {
  abort,
  onReading,
  read,
  readingAt,
  readMs,
  reset,
  settle,
  setUpLoop,
  start,
  toldMs,
} from './videoFileLoop';

type FrameCallback = (nowMs: number, metadata: { readonly mediaTime: number }) => void;

/** A video that is moved and shows frames when told to, as browsers that report frames do. */
class FakeVideo extends EventTarget {
  readonly [Symbol.toStringTag] = 'HTMLVideoElement';
  readonly srcObject = null;
  currentTime = 0;
  seeking = false;
  readyState = 0;
  #callbacks: FrameCallback[] = [];

  requestVideoFrameCallback(callback: FrameCallback): number {
    this.#callbacks.push(callback);
    return 0;
  }
  async show(mediaTime: number): Promise<void> {
    this.readyState = 4;
    this.currentTime = Math.max(this.currentTime, mediaTime);
    // Its own clock has nothing to do with the video's.
    for (const callback of this.#callbacks.splice(0)) callback(987_654, { mediaTime });
    await settle();
  }
  leaveFor(time: number): void {
    this.seeking = true;
    this.currentTime = time;
    this.dispatchEvent(new Event('seeking'));
  }
  async arrive(): Promise<void> {
    this.seeking = false;
    this.dispatchEvent(new Event('seeked'));
    await settle();
  }
}

let video: FakeVideo;

setUpLoop();
beforeEach(() => {
  video = new FakeVideo();
});

/** Makes the next reading wait until the returned function is called. */
function holdNextReading(): () => Promise<void> {
  let letGo: () => void = () => undefined;
  read.mockImplementationOnce((_frame, options) => {
    return new Promise((resolve) => {
      letGo = () => {
        resolve(readingAt(options));
      };
    });
  });
  return async () => {
    letGo();
    await settle();
  };
}

describe('the loop over a video file', () => {
  it("reads each frame once, at the video's own time", async () => {
    void start(video);
    await video.show(0);
    await video.show(0.04);
    await video.show(0.08);
    expect(readMs()).toEqual([0, 40, 80]);
    expect(toldMs()).toEqual([0, 40, 80]);
  });

  it('reads the frame that a video shows which stands still from the beginning', async () => {
    video.readyState = 2;
    video.currentTime = 3;
    void start(video);
    await settle();
    expect(toldMs()).toEqual([3000]);
  });

  it('waits for the first frame of a video that has none yet', async () => {
    void start(video);
    await settle();
    expect(read).not.toHaveBeenCalled();
  });

  it('has one frame in flight, skips all but the newest, and reads that without another', async () => {
    const letGo = holdNextReading();
    void start(video);
    await video.show(0);
    await video.show(0.04);
    // The video is paused here, or ends: no frame follows.
    await video.show(0.08);
    expect(readMs()).toEqual([0]);
    await letGo();
    expect(readMs()).toEqual([0, 80]);
    await settle();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('forgets its faces when the video is moved, before the first frame of the new place', async () => {
    void start(video);
    await video.show(5);
    expect(reset).not.toHaveBeenCalled();
    video.leaveFor(1);
    await video.arrive();
    expect(toldMs()).toEqual([5000, 1000]);
    expect(reset).toHaveBeenCalledOnce();
    const [reading] = read.mock.invocationCallOrder.slice(-1);
    expect(reset.mock.invocationCallOrder[0]).toBeLessThan(reading ?? 0);
  });

  it('forgets a frame, too, that was being grabbed when the video was moved', async () => {
    let grab: (frame: unknown) => void = () => undefined;
    vi.stubGlobal('createImageBitmap', () => new Promise((resolve) => (grab = resolve)));
    void start(video);
    await video.show(5);
    video.leaveFor(1);
    grab({ close: () => undefined });
    await settle();
    expect(readMs()).toEqual([5000]);
    await video.arrive();
    grab({ close: () => undefined });
    await settle();
    expect(readMs()).toEqual([5000, 1000]);
    expect(toldMs()).toEqual([1000]);
    const [first, second] = read.mock.invocationCallOrder;
    expect(reset.mock.invocationCallOrder).toHaveLength(1);
    expect(reset.mock.invocationCallOrder[0]).toBeGreaterThan(first ?? Infinity);
    expect(reset.mock.invocationCallOrder[0]).toBeLessThan(second ?? 0);
  });

  it('does not read the old place again while the video is on its way', async () => {
    void start(video);
    await video.show(5);
    video.leaveFor(1);
    for (const time of [5.04, 5.08]) await video.show(time);
    video.currentTime = 1;
    expect(readMs()).toEqual([5000]);
    await video.arrive();
    expect(readMs()).toEqual([5000, 1000]);
  });

  it('does not tell what was read of the place that the video has left', async () => {
    const letGo = holdNextReading();
    void start(video);
    await video.show(5);
    video.leaveFor(1);
    await letGo();
    expect(onReading).not.toHaveBeenCalled();
    await video.arrive();
    expect(toldMs()).toEqual([1000]);
  });

  it('does not read a frame that was shown before the video was moved', async () => {
    const letGo = holdNextReading();
    void start(video);
    await video.show(5);
    await video.show(5.04);
    video.leaveFor(1);
    await letGo();
    expect(readMs()).toEqual([5000]);
    await video.arrive();
    expect(readMs()).toEqual([5000, 1000]);
  });

  it('reads where a video is left after it was moved again during a reading', async () => {
    void start(video);
    await video.show(5);
    const letGo = holdNextReading();
    video.leaveFor(4);
    await video.arrive();
    video.leaveFor(3);
    await video.arrive();
    await letGo();
    expect(toldMs()).toEqual([5000, 3000]);
  });

  it('keeps its clock from going back for the frame at the place it was moved to', async () => {
    void start(video);
    video.leaveFor(1.03);
    await video.arrive();
    await video.show(1);
    await video.show(1.04);
    expect(readMs()).toEqual([1030, 1030, 1040]);
  });

  it('drops a frame that is refused', async () => {
    read.mockImplementationOnce(() => Promise.reject(new VisionError('badFrame', 'not this one')));
    void start(video);
    await video.show(0);
    await video.show(0.04);
    expect(toldMs()).toEqual([40]);
  });

  it('ends with the error of a reader that is spent', async () => {
    const spent = new VisionError('workerHung', 'no answer');
    read.mockImplementationOnce(() => Promise.reject(spent));
    const loop = expect(start(video)).rejects.toBe(spent);
    await video.show(0);
    await loop;
  });

  it('ends when aborted while it waits, and does nothing more', async () => {
    const loop = start(video);
    await video.show(0);
    abort.abort();
    await loop;
    await video.show(0.04);
    video.leaveFor(9);
    expect(read).toHaveBeenCalledOnce();
    expect(reset).not.toHaveBeenCalled();
  });
});
