import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPicture } from '../../src/media/openPicture';
import { fakeObjectUrls, fakePictures } from './fakes';

const FILE = new Blob(['bytes']);
let urls: Set<string>;

beforeEach(() => {
  urls = fakeObjectUrls();
});
afterEach(() => {
  expect(urls).toEqual(new Set());
  vi.unstubAllGlobals();
});

describe('openPicture', () => {
  it.each([
    ['a small picture as it is', [640, 480], [640, 480]],
    ['one of the largest size as it is', [4096, 4096], [4096, 4096]],
    // 100 megapixels of a 4:3 camera, lying and upright.
    ['a large one smaller', [11648, 8736], [4729, 3547]],
    ['a large upright one smaller', [8736, 11648], [3547, 4729]],
    ['a panorama with nearly all of its pixels', [12_000, 1500], [11585, 1448]],
    ['a long screenshot as it is', [720, 9000], [720, 9000]],
    ['a strip of one pixel, which stays one', [65_500, 1], [16384, 1]],
  ])('gives %s', async (_what, [naturalWidth = 0, naturalHeight = 0], [width = 0, height = 0]) => {
    fakePictures({ naturalWidth, naturalHeight });
    expect(await openPicture(FILE, false)).toEqual({ width, height, drawn: [0, 0, width, height] });
  });

  it('does not decode a large picture at full size', async () => {
    const large = fakePictures({ naturalWidth: 4097, naturalHeight: 4096 });
    await openPicture(FILE, false);
    expect(large.decodes).toBe(0);
  });

  it('refuses more pixels than any camera takes', async () => {
    fakePictures({ naturalWidth: 16_001, naturalHeight: 16_000 });
    await expect(openPicture(FILE, false)).rejects.toMatchObject({ code: 'tooLarge' });
    // The largest of 2024's phones.
    fakePictures({ naturalWidth: 16_320, naturalHeight: 12_240 });
    await expect(openPicture(FILE, false)).resolves.toMatchObject({ width: 4729, height: 3547 });
  });

  it.each([
    ['unreadablePicture', false],
    ['heic', true],
  ])('says %s of what the browser cannot decode', async (code, isHeic) => {
    fakePictures(undefined);
    await expect(openPicture(FILE, isHeic)).rejects.toMatchObject({ name: 'MediaError', code });
  });

  it('says so of a picture that is damaged behind its header', async () => {
    fakePictures({ naturalWidth: 640, naturalHeight: 480, isDamaged: true });
    await expect(openPicture(FILE, false)).rejects.toMatchObject({ code: 'unreadablePicture' });
  });

  it('opens HEIC where the browser can', async () => {
    fakePictures({ naturalWidth: 640, naturalHeight: 480 });
    await expect(openPicture(FILE, true)).resolves.toMatchObject({ width: 640 });
  });
});
