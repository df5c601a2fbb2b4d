import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openVideo } from '../../src/media/openVideo';
import { fakeVideos, fakeObjectUrls } from './fakes';

const FILE = new Blob(['bytes']);
const SIZE = { videoWidth: 640, videoHeight: 360 };
let urls: Set<string>;

beforeEach(() => {
  vi.useFakeTimers();
  urls = fakeObjectUrls();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('openVideo', () => {
  it('tells size and length, and holds no decoder but the address until it is released', async () => {
    const videos = fakeVideos({ answer: 'loadedmetadata', ...SIZE, duration: 2.5 });
    const video = await openVideo(FILE);
    expect(video).toMatchObject({ durationMs: 2500, widthPx: 640, heightPx: 360 });
    expect(videos.map(({ hasDecoder }) => hasDecoder)).toEqual([false]);
    expect(urls).toEqual(new Set([video.url]));
    video.release();
    expect(urls).toEqual(new Set());
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['which becomes known on the way to its end', { tellsDuration: true }],
    ['which stands at its end', { tellsDuration: false }],
  ])('finds the length of a recording that does not tell it, %s', async (_how, file) => {
    fakeVideos({ answer: 'loadedmetadata', ...SIZE, duration: Infinity, endS: 7.25, ...file });
    expect((await openVideo(FILE)).durationMs).toBe(7250);
  });

  it('opens a recording whose end is not found, as one without', async () => {
    fakeVideos({ answer: 'loadedmetadata', ...SIZE, duration: Infinity });
    const opening = openVideo(FILE);
    await vi.runAllTimersAsync();
    expect((await opening).durationMs).toBe(Infinity);
  });

  it.each([
    ['the browser refuses it', { answer: 'error' }, 'no decoder'],
    ['the browser says nothing', { answer: 'silence' }, '15000 ms'],
    ['it has sound alone', { answer: 'loadedmetadata', duration: 3 }, 'no picture'],
  ] as const)('says that it cannot be played if %s', async (_why, file, message) => {
    const videos = fakeVideos(file);
    const opening = openVideo(FILE);
    const refused = expect(opening).rejects.toMatchObject({
      name: 'MediaError',
      code: 'unreadableVideo',
      message: expect.stringContaining(message) as string,
    });
    await vi.runAllTimersAsync();
    await refused;
    expect(urls).toEqual(new Set());
    expect(videos.map(({ hasDecoder }) => hasDecoder)).toEqual([false]);
  });
});
