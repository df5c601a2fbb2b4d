import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MEDIA_DE, MEDIA_EN } from '../../src/copy/media';
import { MEDIA_ERROR_CODES } from '../../src/media/errors';
import { openFile } from '../../src/media/openFile';
import { fakeVideos, fakeObjectUrls, fakePictures } from './fakes';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
const WEBM = Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86);
const HEIC = new TextEncoder().encode('\0\0\0\x18ftypheic\0\0\0\0mif1heic');

beforeEach(() => {
  fakeObjectUrls();
  fakePictures({ naturalWidth: 640, naturalHeight: 480 });
  fakeVideos({ answer: 'loadedmetadata', videoWidth: 640, videoHeight: 360, duration: 2 });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('openFile', () => {
  it('goes by the bytes of a file, whatever its name and type say', async () => {
    const png = new File([PNG], 'video.mp4', { type: 'video/mp4' });
    expect(await openFile(png)).toMatchObject({ kind: 'photo', bitmap: { width: 640 } });
    const webm = new File([WEBM], 'picture.png', { type: 'image/png' });
    expect(await openFile(webm)).toMatchObject({ kind: 'video', video: { durationMs: 2000 } });
  });

  it('says which way out there is for HEIC, only where it cannot be decoded', async () => {
    const heic = new File([HEIC], 'IMG_0001.HEIC');
    expect(await openFile(heic)).toMatchObject({ kind: 'photo' });
    fakePictures(undefined);
    await expect(openFile(heic)).rejects.toMatchObject({ code: 'heic' });
  });

  it('refuses an empty file', async () => {
    await expect(openFile(new File([], 'photo.jpg'))).rejects.toMatchObject({ code: 'emptyFile' });
  });

  it('refuses what is neither picture nor video, and says how it begins', async () => {
    await expect(openFile(new File(['Dear diary'], 'photo.jpg'))).rejects.toMatchObject({
      code: 'notPictureOrVideo',
      message: expect.stringContaining('44 65 61 72 20 64 69 61') as string,
    });
  });

  it('says that the device does not give the bytes', async () => {
    const gone = new DOMException('moved', 'NotFoundError');
    const file = new File([PNG], 'photo.png');
    vi.spyOn(file, 'slice').mockReturnValue(
      Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(gone) }),
    );
    await expect(openFile(file)).rejects.toMatchObject({ code: 'unreadableFile', cause: gone });
  });
});

describe('the sentences about files', () => {
  it.each([
    ['English', MEDIA_EN],
    ['German', MEDIA_DE],
  ])('in %s there is a title and a way out for each code, no two alike', (_name, { failures }) => {
    const titles = MEDIA_ERROR_CODES.map((code) => failures[code].title);
    expect(new Set(titles).size).toBe(MEDIA_ERROR_CODES.length);
    for (const code of MEDIA_ERROR_CODES) expect(failures[code].text).toMatch(/\w.*\.$/u);
  });
});
