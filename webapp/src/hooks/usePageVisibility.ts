import { useEffect, type Dispatch } from 'react';
import { flushSync } from 'react-dom';
import type { SessionEvent } from '../state/session';

/** Tells the session when the page is hidden (another tab, a locked phone) and shown again. */
export function usePageVisibility(dispatch: Dispatch<SessionEvent>): void {
  useEffect(() => {
    const hidden = () => {
      // Within this event: a page that is frozen at once never runs its next task.
      flushSync(() => {
        dispatch({ type: 'pageHidden' });
      });
    };
    const shown = () => {
      dispatch({ type: 'pageShown' });
    };
    const changed = () => {
      if (document.visibilityState === 'hidden') hidden();
      else shown();
    };
    document.addEventListener('visibilitychange', changed);
    // Pages kept for the back button tell no visibility change in some browsers.
    window.addEventListener('pagehide', hidden);
    window.addEventListener('pageshow', shown);
    return () => {
      document.removeEventListener('visibilitychange', changed);
      window.removeEventListener('pagehide', hidden);
      window.removeEventListener('pageshow', shown);
    };
  }, [dispatch]);
}
