import { useEffect, useLayoutEffect, useState, useSyncExternalStore, type Dispatch } from 'react';
import { createCameraKeeper, type CameraKeeper, type CameraView } from '../camera/keeper';
import { wishOf, type Session, type SessionEvent } from '../state/session';

/**
 * The camera that the session wants, kept alive; tells the session when it cannot be had, and when it
 * is back by itself.
 */
export function useCamera(
  session: Session,
  dispatch: Dispatch<SessionEvent>,
): readonly [CameraView, CameraKeeper] {
  const [keeper] = useState(createCameraKeeper);
  const view = useSyncExternalStore(
    (listener) => keeper.subscribe(listener),
    () => keeper.view(),
  );
  const { stage, code } = view;
  const wish = wishOf(session);

  useLayoutEffect(() => keeper.listen(), [keeper]);
  // A layout effect, so that the camera is off as soon as the session has left it.
  useLayoutEffect(() => {
    keeper.want(wish);
  }, [keeper, wish]);
  useEffect(() => {
    if (code !== undefined) dispatch({ type: 'failed', code });
    else if (stage === 'opening') dispatch({ type: 'cameraBack' });
  }, [stage, code, dispatch]);
  return [view, keeper];
}
