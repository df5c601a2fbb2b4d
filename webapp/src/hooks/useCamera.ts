import { useEffect, useLayoutEffect, type Dispatch } from 'react';
import { toCameraError, CameraError } from '../camera/errors';
import { openCamera, type Camera } from '../camera/openCamera';
import type { Session, SessionEvent } from '../state/session';

/** Opens the camera while the session is `opening`, and turns it off when it leaves `live`. */
export function useCamera(session: Session, dispatch: Dispatch<SessionEvent>): void {
  const opening = session.status === 'opening' ? session.choice : undefined;
  const camera = session.status === 'live' ? session.camera : undefined;

  useEffect(() => {
    if (opening === undefined) return undefined;
    let wanted = true;
    const onLost = () => {
      dispatch({ type: 'failed', code: 'cameraLost' });
    };
    openCamera(opening, onLost).then(
      (opened) => {
        if (wanted) dispatch({ type: 'cameraOpened', camera: opened });
        else opened.stop();
      },
      (error: unknown) => {
        const { code } = error instanceof CameraError ? error : toCameraError(error);
        if (wanted) dispatch({ type: 'failed', code });
      },
    );
    return () => {
      wanted = false;
    };
  }, [opening, dispatch]);

  // A layout effect, so that the camera is off as soon as the session has left it.
  useLayoutEffect(() => stopAtEnd(camera), [camera]);
}

function stopAtEnd(camera: Camera | undefined): () => void {
  return () => {
    camera?.stop();
  };
}
