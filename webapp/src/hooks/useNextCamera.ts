import { useEffect, useState } from 'react';
import { listCameras, type Camera, type CameraChoice } from '../camera/openCamera';

/** The choice after the current camera among those of this device; undefined if there is only one. */
export function useNextCamera(camera: Camera | undefined): CameraChoice | undefined {
  const [deviceIds, setDeviceIds] = useState<readonly string[]>([]);

  useEffect(() => {
    // Names and ids are told only while a camera is open.
    if (camera === undefined) return undefined;
    let wanted = true;
    const refresh = () => {
      listCameras().then(
        (cameras) => {
          if (wanted) setDeviceIds(cameras.map(({ deviceId }) => deviceId));
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

  if (camera === undefined || deviceIds.length < 2) return undefined;
  const index = deviceIds.indexOf(camera.deviceId ?? '');
  const deviceId = deviceIds[(index + 1) % deviceIds.length];
  return deviceId === undefined ? undefined : { deviceId };
}
