import { useEffect, useMemo, useRef, useState } from 'react';
import type { LiveReading } from '../state/liveReading';
import type { Session } from '../state/session';
import { createTimeline, type Timeline } from '../state/timeline';
import { recordLive } from '../state/timelineRecorder';

/**
 * The timeline of what is shown: one for all of the camera's time, one for each film, whose readings
 * are on the film's own clock. Gone with the page.
 *
 * @param model that reads now; undefined while one is loaded. Another one begins again.
 */
export function useTimelineOf(
  session: Session,
  live: LiveReading,
  model: string | undefined,
): Timeline {
  const film = session.status === 'film' ? session.film : undefined;
  const [ofCamera] = useState(() => createTimeline());
  const ofFilm = useMemo(() => (film === undefined ? undefined : createTimeline()), [film]);
  const timeline = ofFilm ?? ofCamera;
  useEffect(() => recordLive(live, timeline), [live, timeline]);

  const recorded = useRef(model);
  useEffect(() => {
    if (model === undefined) return;
    // What another model said must not be taken for what this one says.
    if (recorded.current !== undefined && recorded.current !== model) {
      ofCamera.clear();
      ofFilm?.clear();
    }
    recorded.current = model;
  }, [model, ofCamera, ofFilm]);
  return timeline;
}
