import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CAMERA_ERROR_CODES, toCameraError } from '../../src/camera/errors';
import type { CameraChoice } from '../../src/camera/lenses';
import {
  isAboutDevice,
  isAboutSize,
  listCameras,
  openCamera as open,
} from '../../src/camera/openCamera';

class FakeTrack extends EventTarget {
  stopped = false;
  readonly settings: MediaTrackSettings;
  readonly label: string;
  constructor(settings: MediaTrackSettings, label = '') {
    super();
    this.settings = settings;
    this.label = label;
  }
  getSettings(): MediaTrackSettings {
    return this.settings;
  }
  stop(): void {
    this.stopped = true;
  }
}

let track: FakeTrack;
const getUserMedia = vi.fn<(constraints: MediaStreamConstraints) => unknown>();

/** A browser whose camera is `track`. */
beforeEach(() => {
  track = new FakeTrack({ facingMode: 'user', deviceId: 'front' });
  getUserMedia.mockReset();
  getUserMedia.mockImplementation(() =>
    Promise.resolve({ getVideoTracks: () => [track], getTracks: () => [track] }),
  );
  const devices = [
    { kind: 'audioinput', deviceId: 'microphone' },
    { kind: 'videoinput', deviceId: 'front' },
  ];
  vi.stubGlobal('window', { isSecureContext: true });
  vi.stubGlobal('navigator', {
    mediaDevices: { getUserMedia, enumerateDevices: () => Promise.resolve(devices) },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const openCamera = (choice: CameraChoice) => open({ choice, isPlain: false });

describe('openCamera', () => {
  it('asks for the direction without sound, and turns the camera off again', async () => {
    const camera = await openCamera({ facing: 'user' });
    expect(getUserMedia.mock.lastCall?.[0]).toMatchObject({
      audio: false,
      video: { facingMode: 'user' },
    });
    expect(camera.deviceId).toBe('front');
    camera.stop();
    expect(track.stopped).toBe(true);
  });

  it('asks for exactly the device that was chosen', async () => {
    await openCamera({ deviceId: 'other' });
    expect(getUserMedia.mock.lastCall?.[0]).toMatchObject({
      video: { deviceId: { exact: 'other' } },
    });
  });

  it('asks for no size and no rate where these were refused', async () => {
    await open({ choice: { facing: 'environment' }, isPlain: true });
    expect(getUserMedia.mock.lastCall?.[0]).toEqual({
      audio: false,
      video: { facingMode: 'environment' },
    });
  });

  it.each([
    ['NotReadableError', true, false],
    ['OverconstrainedError', true, true],
    ['NotFoundError', false, true],
    ['NotAllowedError', false, false],
  ])('tells whether %s may be about the size or the device', async (name, size, device) => {
    // As Firefox has it: no Error.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    getUserMedia.mockImplementationOnce(() => Promise.reject({ name, message: '' }));
    const error: unknown = await openCamera({ deviceId: 'unplugged' }).catch((why: unknown) => why);
    expect([isAboutSize(error), isAboutDevice(error)]).toEqual([size, device]);
  });

  it.each([
    [{ facingMode: 'user' }, { facing: 'environment' }, true],
    [{ facingMode: 'environment' }, { facing: 'user' }, false],
    // Laptops do not tell: what was wanted counts, and a chosen device looks at its person.
    [{}, { facing: 'environment' }, false],
    [{}, { facing: 'user' }, true],
    [{}, { deviceId: 'usb' }, true],
  ] as const)('with %j when %j was wanted is mirrored: %s', async (settings, choice, mirrored) => {
    track = new FakeTrack(settings);
    expect((await openCamera(choice)).mirrored).toBe(mirrored);
  });

  it('judges a lens that tells no direction by its name', async () => {
    track = new FakeTrack({}, 'Rückkamera');
    expect((await openCamera({ facing: 'user' })).mirrored).toBe(false);
  });

  it('says that the address is not secure', async () => {
    vi.stubGlobal('window', { isSecureContext: false });
    await expect(openCamera({ facing: 'user' })).rejects.toMatchObject({
      code: 'insecureContext',
    });
    expect(getUserMedia).not.toHaveBeenCalled();
  });

  it('says that the browser has no cameras', async () => {
    vi.stubGlobal('navigator', {});
    await expect(openCamera({ facing: 'user' })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('toCameraError', () => {
  it.each([
    ['NotAllowedError', 'permissionDenied'],
    ['SecurityError', 'permissionDenied'],
    ['NotFoundError', 'noCamera'],
    ['OverconstrainedError', 'noCamera'],
    ['NotReadableError', 'cameraInUse'],
    ['AbortError', 'cameraInUse'],
    ['SomethingNew', 'cameraInUse'],
  ])('%s is %s', (name, code) => {
    const error = toCameraError(new DOMException('why', name));
    expect(error.code).toBe(code);
    expect(CAMERA_ERROR_CODES).toContain(error.code);
    expect(error.message).toContain('why');
  });
});

describe('listCameras', () => {
  it('leaves microphones out', async () => {
    expect((await listCameras()).map(({ deviceId }) => deviceId)).toEqual(['front']);
  });
});
