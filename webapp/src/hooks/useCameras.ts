import { useEffect, useState } from 'react';
import { listCameras } from '../camera/openCamera';
import type { Session } from '../state/session';

/** A camera of this device, by the name that the browser tells. */
export interface NamedCamera {
  readonly deviceId: string;
  readonly name: string;
}

/** The device's cameras, and the one that is on. */
export interface Cameras {
  readonly all: readonly NamedCamera[];
  /** Undefined while none is on, or where the browser does not tell. */
  readonly currentId: string | undefined;
}

const NONE: Cameras = { all: [], currentId: undefined };

/**
 * The cameras that can be chosen. Browsers tell them only while one is open; they are kept until the
 * next one is.
 */
export function useCameras(session: Session): Cameras {
  const [cameras, setCameras] = useState<Cameras>(NONE);
  const camera = session.status === 'live' ? session.camera : undefined;

  useEffect(() => {
    if (camera === undefined) return undefined;
    let wanted = true;
    const refresh = () => {
      listCameras().then(
        (devices) => {
          if (!wanted) return;
          const all = devices.map(({ deviceId, label }) => ({ deviceId, name: label }));
          setCameras({ all, currentId: camera.deviceId });
        },
        () => {
          if (wanted) setCameras(NONE);
        },
      );
    };
    refresh();
    navigator.mediaDevices.addEventListener('devicechange', refresh);
    return () => {
      wanted = false;
      navigator.mediaDevices.removeEventListener('devicechange', refresh);
    };
  }, [camera]);
  return cameras;
}

/** The camera after the current one; undefined if there is only one. */
export function nextCamera({ all, currentId }: Cameras): NamedCamera | undefined {
  if (all.length < 2) return undefined;
  const index = all.findIndex(({ deviceId }) => deviceId === currentId);
  return all[(index + 1) % all.length];
}
