import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CAMERA_ERROR_CODES, toCameraError } from '../../src/camera/errors';
import { listCameras, openCamera } from '../../src/camera/openCamera';

class FakeTrack extends EventTarget {
  stopped = false;
  readonly settings: MediaTrackSettings;
  constructor(settings: MediaTrackSettings) {
    super();
    this.settings = settings;
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

const ignore = () => undefined;

describe('openCamera', () => {
  it('asks for the direction without sound, and turns the camera off again', async () => {
    const camera = await openCamera({ facing: 'user' }, ignore);
    expect(getUserMedia.mock.lastCall?.[0]).toMatchObject({
      audio: false,
      video: { facingMode: 'user' },
    });
    expect(camera.deviceId).toBe('front');
    camera.stop();
    expect(track.stopped).toBe(true);
  });

  it('asks for exactly the device that was chosen', async () => {
    await openCamera({ deviceId: 'other' }, ignore);
    expect(getUserMedia.mock.lastCall?.[0]).toMatchObject({
      video: { deviceId: { exact: 'other' } },
    });
  });

  it('opens another one where the chosen device is gone', async () => {
    // As Firefox has it: no Error.
    getUserMedia.mockImplementationOnce(() =>
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      Promise.reject({ name: 'OverconstrainedError', message: '', constraint: 'deviceId' }),
    );
    const camera = await openCamera({ deviceId: 'unplugged' }, ignore);
    expect(camera.deviceId).toBe('front');
    expect(getUserMedia.mock.lastCall?.[0]).toMatchObject({ video: { facingMode: 'user' } });
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
    expect((await openCamera(choice, ignore)).mirrored).toBe(mirrored);
  });

  it('tells a camera that goes away, but not one that was stopped', async () => {
    const onLost = vi.fn();
    await openCamera({ facing: 'user' }, onLost);
    track.dispatchEvent(new Event('ended'));
    expect(onLost).toHaveBeenCalledOnce();
    track = new FakeTrack({});
    const second = await openCamera({ facing: 'user' }, onLost);
    second.stop();
    track.dispatchEvent(new Event('ended'));
    expect(onLost).toHaveBeenCalledOnce();
  });

  it('says that the address is not secure', async () => {
    vi.stubGlobal('window', { isSecureContext: false });
    await expect(openCamera({ facing: 'user' }, ignore)).rejects.toMatchObject({
      code: 'insecureContext',
    });
    expect(getUserMedia).not.toHaveBeenCalled();
  });

  it('says that the browser has no cameras', async () => {
    vi.stubGlobal('navigator', {});
    await expect(openCamera({ facing: 'user' }, ignore)).rejects.toMatchObject({
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
