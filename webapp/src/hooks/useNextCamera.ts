import { useEffect, useState } from 'react';
import { listCameras, type CameraChoice } from '../camera/openCamera';
import type { Session } from '../state/session';

/** The choice after the current camera among those of this device; undefined if there is only one. */
export function useNextCamera(session: Session): CameraChoice | undefined {
  const [deviceIds, setDeviceIds] = useState<readonly string[]>([]);
  const [currentId, setCurrentId] = useState<string | undefined>(undefined);
  const camera = session.status === 'live' ? session.camera : undefined;

  useEffect(() => {
    // Ids are told only while a camera is open; they are kept until the next one is.
    if (camera === undefined) return undefined;
    let wanted = true;
    const refresh = () => {
      listCameras().then(
        (cameras) => {
          if (!wanted) return;
          setDeviceIds(cameras.map(({ deviceId }) => deviceId));
          setCurrentId(camera.deviceId);
        },
        () => {
          if (wanted) setDeviceIds([]);
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

  if (deviceIds.length < 2) return undefined;
  const index = deviceIds.indexOf(currentId ?? '');
  const deviceId = deviceIds[(index + 1) % deviceIds.length];
  return deviceId === undefined ? undefined : { deviceId };
}
