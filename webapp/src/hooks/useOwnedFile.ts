import { useLayoutEffect } from 'react';
import type { Session } from '../state/session';

/** Frees a chosen photo or film as soon as the session has left it. */
export function useOwnedFile(session: Session): void {
  const photo = session.status === 'photo' ? session.photo : undefined;
  const film = session.status === 'film' ? session.film : undefined;
  useLayoutEffect(
    () => () => {
      photo?.bitmap.close();
    },
    [photo],
  );
  useLayoutEffect(
    () => () => {
      film?.release();
    },
    [film],
  );
}
