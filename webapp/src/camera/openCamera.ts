import { CameraError, nameOf, toCameraError } from './errors';

/** Which camera is wanted: one of a direction, or a certain device. */
export type CameraChoice =
  { readonly facing: 'user' | 'environment' } | { readonly deviceId: string };

/** An open camera. */
export interface Camera {
  readonly stream: MediaStream;
  /** Undefined where the browser does not tell. */
  readonly deviceId: string | undefined;
  /** A picture of the person who looks at the screen, to be shown like a mirror. */
  readonly mirrored: boolean;
  /** Turns the camera and its light off. */
  stop(): void;
}

/** Enough for a face at two metres; more would only cost time. */
const WIDTH_PX = 1280;
const HEIGHT_PX = 720;
const FRAMES_PER_SECOND = 30;

/**
 * Opens a camera; the browser asks the person first. Where a certain device is no longer there,
 * another one opens.
 *
 * @param onLost called once if the camera goes away by itself, not by `stop`
 * @throws CameraError
 */
export async function openCamera(choice: CameraChoice, onLost: () => void): Promise<Camera> {
  const stream = await requestStream(choice);
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new CameraError('noCamera', 'the stream has no picture');
  track.addEventListener('ended', onLost, { once: true });
  const { facingMode, deviceId } = track.getSettings();
  const wantedFacing = 'facing' in choice ? choice.facing : undefined;
  return {
    stream,
    deviceId,
    mirrored: (facingMode ?? wantedFacing ?? 'user') !== 'environment',
    stop: () => {
      track.removeEventListener('ended', onLost);
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

/**
 * The cameras of this device. Before the person has allowed one, browsers hide how many there are.
 */
export async function listCameras(): Promise<readonly MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === 'videoinput');
}

async function requestStream(choice: CameraChoice): Promise<MediaStream> {
  if (!window.isSecureContext) {
    throw new CameraError('insecureContext', 'cameras need https or localhost');
  }
  // Typed as always there, but absent in web views that have no camera.
  if (!('mediaDevices' in navigator)) {
    throw new CameraError('unsupported', 'this browser has no navigator.mediaDevices');
  }
  const which =
    'facing' in choice ? { facingMode: choice.facing } : { deviceId: { exact: choice.deviceId } };
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: {
        ...which,
        width: { ideal: WIDTH_PX },
        height: { ideal: HEIGHT_PX },
        frameRate: { ideal: FRAMES_PER_SECOND },
      },
    });
  } catch (error) {
    // Unplugged since it was chosen, while there are others.
    if ('deviceId' in choice && nameOf(error) === 'OverconstrainedError') {
      return requestStream({ facing: 'user' });
    }
    throw toCameraError(error);
  }
}
