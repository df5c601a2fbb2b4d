import { beforeEach, describe, expect, it, vi } from 'vitest';
import { abort, readMs, settle, setUpLoop, start } from './videoFileLoop';

setUpLoop();

/** As before `requestVideoFrameCallback`. */
class OldVideo extends EventTarget {
  readonly [Symbol.toStringTag] = 'HTMLVideoElement';
  readonly srcObject = null;
  currentTime = 0;
  seeking = false;
  readyState = 4;
}

describe('the loop over a video file where browsers do not report frames', () => {
  let frames: (() => void)[];
  const old = () => new OldVideo();
  const screenShows = async () => {
    for (const callback of frames.splice(0)) callback();
    await settle();
  };

  beforeEach(() => {
    frames = [];
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  });

  it('reads a frame for each new time of the video, and none while it stands still', async () => {
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
