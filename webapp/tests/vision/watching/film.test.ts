import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VisionError, type FrameReading, type ReadOptions } from '../../../src/vision/index';
import { watchVideo } from '../../../src/vision/watching/watchVideo';
import { frameReading } from '../../readings';

type FrameCallback = (nowMs: number, metadata: { readonly mediaTime: number }) => void;

/** A film that is moved and shows frames when told to, as browsers that report frames do. */
class FakeFilm extends EventTarget {
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
    // Its own clock has nothing to do with the film's.
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

let film: FakeFilm;
let abort: AbortController;
const read = vi.fn<(frame: unknown, options?: ReadOptions) => Promise<FrameReading>>();
const reset = vi.fn();
const onReading = vi.fn<(reading: FrameReading) => void>();

beforeEach(() => {
  film = new FakeFilm();
  abort = new AbortController();
  for (const mock of [read, reset, onReading]) mock.mockReset();
  read.mockImplementation((_frame, options) => Promise.resolve(readingAt(options)));
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ close: () => undefined }));
});
afterEach(() => {
  abort.abort();
  vi.unstubAllGlobals();
});

/** Lets everything that waits for nothing else run. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function readingAt(options: ReadOptions | undefined): FrameReading {
  return frameReading([], { timestampMs: options?.timestampMs ?? NaN });
}

function start(element: EventTarget = film): Promise<void> {
  // The loop uses nothing else of a video element than what this one has.
  const video = element as HTMLVideoElement;
  const { signal } = abort;
  return watchVideo({ read, reset }, video, onReading, { signal }, new AbortController().signal);
}

/** The film's times of the frames that were read, and of those that were told. */
function readMs(): (number | undefined)[] {
  return read.mock.calls.map(([, options]) => options?.timestampMs);
}
function toldMs(): number[] {
  return onReading.mock.calls.map(([reading]) => reading.timestampMs);
}

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

describe('the film loop', () => {
  it("reads each frame once, at the film's own time", async () => {
    void start();
    await film.show(0);
    await film.show(0.04);
    await film.show(0.08);
    expect(readMs()).toEqual([0, 40, 80]);
    expect(toldMs()).toEqual([0, 40, 80]);
  });

  it('reads the frame that a film shows which stands still from the beginning', async () => {
    film.readyState = 2;
    film.currentTime = 3;
    void start();
    await settle();
    expect(toldMs()).toEqual([3000]);
  });

  it('waits for the first frame of a film that has none yet', async () => {
    void start();
    await settle();
    expect(read).not.toHaveBeenCalled();
  });

  it('has one frame in flight, skips all but the newest, and reads that without another', async () => {
    const letGo = holdNextReading();
    void start();
    await film.show(0);
    await film.show(0.04);
    // The film is paused here, or ends: no frame follows.
    await film.show(0.08);
    expect(readMs()).toEqual([0]);
    await letGo();
    expect(readMs()).toEqual([0, 80]);
    await settle();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('forgets its faces when the film is moved, before the first frame of the new place', async () => {
    void start();
    await film.show(5);
    expect(reset).not.toHaveBeenCalled();
    film.leaveFor(1);
    await film.arrive();
    expect(toldMs()).toEqual([5000, 1000]);
    expect(reset).toHaveBeenCalledOnce();
    const [reading] = read.mock.invocationCallOrder.slice(-1);
    expect(reset.mock.invocationCallOrder[0]).toBeLessThan(reading ?? 0);
  });

  it('forgets a frame, too, that was being grabbed when the film was moved', async () => {
    let grab: (frame: unknown) => void = () => undefined;
    vi.stubGlobal('createImageBitmap', () => new Promise((resolve) => (grab = resolve)));
    void start();
    await film.show(5);
    film.leaveFor(1);
    grab({ close: () => undefined });
    await settle();
    expect(readMs()).toEqual([5000]);
    await film.arrive();
    grab({ close: () => undefined });
    await settle();
    expect(readMs()).toEqual([5000, 1000]);
    expect(toldMs()).toEqual([1000]);
    const [first, second] = read.mock.invocationCallOrder;
    expect(reset.mock.invocationCallOrder).toHaveLength(1);
    expect(reset.mock.invocationCallOrder[0]).toBeGreaterThan(first ?? Infinity);
    expect(reset.mock.invocationCallOrder[0]).toBeLessThan(second ?? 0);
  });

  it('does not read the old place again while the film is on its way', async () => {
    void start();
    await film.show(5);
    film.leaveFor(1);
    for (const time of [5.04, 5.08]) await film.show(time);
    film.currentTime = 1;
    expect(readMs()).toEqual([5000]);
    await film.arrive();
    expect(readMs()).toEqual([5000, 1000]);
  });

  it('does not tell what was read of the place that the film has left', async () => {
    const letGo = holdNextReading();
    void start();
    await film.show(5);
    film.leaveFor(1);
    await letGo();
    expect(onReading).not.toHaveBeenCalled();
    await film.arrive();
    expect(toldMs()).toEqual([1000]);
  });

  it('does not read a frame that was shown before the film was moved', async () => {
    const letGo = holdNextReading();
    void start();
    await film.show(5);
    await film.show(5.04);
    film.leaveFor(1);
    await letGo();
    expect(readMs()).toEqual([5000]);
    await film.arrive();
    expect(readMs()).toEqual([5000, 1000]);
  });

  it('reads where a film is left after it was moved again during a reading', async () => {
    void start();
    await film.show(5);
    const letGo = holdNextReading();
    film.leaveFor(4);
    await film.arrive();
    film.leaveFor(3);
    await film.arrive();
    await letGo();
    expect(toldMs()).toEqual([5000, 3000]);
  });

  it('keeps its clock from going back for the frame at the place it was moved to', async () => {
    void start();
    film.leaveFor(1.03);
    await film.arrive();
    await film.show(1);
    await film.show(1.04);
    expect(readMs()).toEqual([1030, 1030, 1040]);
  });

  it('drops a frame that is refused', async () => {
    read.mockImplementationOnce(() => Promise.reject(new VisionError('badFrame', 'not this one')));
    void start();
    await film.show(0);
    await film.show(0.04);
    expect(toldMs()).toEqual([40]);
  });

  it('ends with the error of a reader that is spent', async () => {
    const spent = new VisionError('workerHung', 'no answer');
    read.mockImplementationOnce(() => Promise.reject(spent));
    const loop = expect(start()).rejects.toBe(spent);
    await film.show(0);
    await loop;
  });

  it('ends when aborted while it waits, and does nothing more', async () => {
    const loop = start();
    await film.show(0);
    abort.abort();
    await loop;
    await film.show(0.04);
    film.leaveFor(9);
    expect(read).toHaveBeenCalledOnce();
    expect(reset).not.toHaveBeenCalled();
  });
});

/** As before `requestVideoFrameCallback`. */
class OldFilm extends EventTarget {
  readonly [Symbol.toStringTag] = 'HTMLVideoElement';
  readonly srcObject = null;
  currentTime = 0;
  seeking = false;
  readyState = 4;
}

describe('the film loop where browsers do not report frames', () => {
  let frames: (() => void)[];
  const old = () => new OldFilm();
  const screenShows = async () => {
    for (const callback of frames.splice(0)) callback();
    await settle();
  };

  beforeEach(() => {
    frames = [];
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  });

  it('reads a frame for each new time of the film, and none while it stands still', async () => {
    const video = old();
    void start(video);
    await settle();
    await screenShows();
    await screenShows();
    expect(readMs()).toEqual([0]);
    video.currentTime = 0.04;
    await screenShows();
    await screenShows();
    expect(readMs()).toEqual([0, 40]);
  });

  it('reads nothing between two places', async () => {
    const video = old();
    void start(video);
    await settle();
    Object.assign(video, { currentTime: 7, seeking: true });
    await screenShows();
    expect(readMs()).toEqual([0]);
  });

  it('looks no more once it was aborted', async () => {
    void start(old());
    await screenShows();
    abort.abort();
    await screenShows();
    expect(frames).toEqual([]);
  });
});
