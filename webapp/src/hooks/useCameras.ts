import { useEffect, useState } from 'react';
import type { NamedCamera } from '../camera/lenses';
import { listCameras, type Camera } from '../camera/openCamera';

/**
 * The cameras of this device. Browsers tell them only while one is open; they are kept until the next
 * one is.
 *
 * @param camera that is on; undefined while none is
 */
export function useCameras(camera: Camera | undefined): readonly NamedCamera[] {
  const [cameras, setCameras] = useState<readonly NamedCamera[]>([]);

  useEffect(() => {
    if (camera === undefined) return undefined;
    let wanted = true;
    const become = (all: readonly NamedCamera[]) => {
      if (wanted) setCameras(all);
    };
    const refresh = () => {
      listCameras().then(become, () => {
        become([]);
      });
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
