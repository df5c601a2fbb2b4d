import { CameraError, nameOf, toCameraError } from './errors';
import { facingOfLabel, type CameraChoice, type Facing, type NamedCamera } from './lenses';

/** What a browser is asked for. */
export interface CameraRequest {
  readonly choice: CameraChoice;
  /** Without a size and a rate, which some phones refuse as if the camera were broken. */
  readonly isPlain: boolean;
}

/** An open camera. */
export interface Camera {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  /** Undefined where the browser does not tell. */
  readonly deviceId: string | undefined;
  /** Undefined where the browser does not tell. */
  readonly facing: Facing | undefined;
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
 * Opens a camera; the browser asks the person first, for as long as they like.
 *
 * @throws CameraError
 */
export async function openCamera(request: CameraRequest): Promise<Camera> {
  const stream = await requestStream(request);
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new CameraError('noCamera', 'the stream has no picture');
  const { choice } = request;
  const { facingMode, deviceId } = track.getSettings();
  const facing = facingOf(facingMode);
  const wanted = 'facing' in choice ? choice.facing : undefined;
  return {
    stream,
    track,
    deviceId: deviceId ?? ('deviceId' in choice ? choice.deviceId : undefined),
    facing,
    mirrored: (facing ?? facingOfLabel(track.label) ?? wanted ?? 'user') !== 'environment',
    stop: () => {
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

/**
 * The cameras of this device. Before the person has allowed one, browsers hide how many there are.
 */
export async function listCameras(): Promise<readonly NamedCamera[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind }) => kind === 'videoinput')
    .map(({ deviceId, label }) => ({ deviceId, name: label }));
}

/** Whether a refusal may be one of the size and rate that were wished for. */
export function isAboutSize(error: unknown): boolean {
  return ABOUT_SIZE.includes(nameOf(causeOf(error)));
}

/** Whether a refusal says that the wished device is not there. */
export function isAboutDevice(error: unknown): boolean {
  return ABOUT_DEVICE.includes(nameOf(causeOf(error)));
}

const ABOUT_DEVICE = ['OverconstrainedError', 'ConstraintNotSatisfiedError', 'NotFoundError'];
const ABOUT_SIZE = [
  'NotReadableError',
  'TrackStartError',
  'AbortError',
  'OverconstrainedError',
  'ConstraintNotSatisfiedError',
];

function causeOf(error: unknown): unknown {
  return error instanceof CameraError ? error.cause : error;
}

function facingOf(mode: string | undefined): Facing | undefined {
  return mode === 'user' || mode === 'environment' ? mode : undefined;
}

async function requestStream({ choice, isPlain }: CameraRequest): Promise<MediaStream> {
  if (!window.isSecureContext) {
    throw new CameraError('insecureContext', 'cameras need https or localhost');
  }
  // Typed as always there, but absent in web views that have no camera.
  if (!('mediaDevices' in navigator)) {
    throw new CameraError('unsupported', 'this browser has no navigator.mediaDevices');
  }
  const which =
    'facing' in choice ? { facingMode: choice.facing } : { deviceId: { exact: choice.deviceId } };
  const size = {
    width: { ideal: WIDTH_PX },
    height: { ideal: HEIGHT_PX },
    frameRate: { ideal: FRAMES_PER_SECOND },
  };
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: isPlain ? which : { ...which, ...size },
    });
  } catch (error) {
    throw toCameraError(error);
  }
}
