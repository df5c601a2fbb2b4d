import { useLayoutEffect } from 'react';
import type { Session } from '../state/session';

/** Frees a chosen photo or video as soon as the session has left it. */
export function useOwnedFile(session: Session): void {
  const photo = session.status === 'photo' ? session.photo : undefined;
  const video = session.status === 'video' ? session.video : undefined;
  useLayoutEffect(
    () => () => {
      photo?.bitmap.close();
    },
    [photo],
  );
  useLayoutEffect(
    () => () => {
      video?.release();
    },
    [video],
  );
}
