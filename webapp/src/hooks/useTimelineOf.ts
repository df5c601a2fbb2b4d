import { useEffect, useMemo, useRef, useState } from 'react';
import type { LiveReading } from '../state/liveReading';
import type { Session } from '../state/session';
import { createTimeline, type Timeline } from '../state/timeline';
import { recordLive } from '../state/timelineRecorder';

/**
 * The timeline of what is shown: one for all of the camera's time, one for each video, whose readings
 * are on the video's own clock. Gone with the page.
 *
 * @param model that reads now; undefined while one is loaded. Another one begins again.
 */
export function useTimelineOf(
  session: Session,
  live: LiveReading,
  model: string | undefined,
): Timeline {
  const video = session.status === 'video' ? session.video : undefined;
  const [ofCamera] = useState(() => createTimeline());
  const ofVideo = useMemo(() => (video === undefined ? undefined : createTimeline()), [video]);
  const timeline = ofVideo ?? ofCamera;
  useEffect(() => recordLive(live, timeline), [live, timeline]);

  const recorded = useRef(model);
  useEffect(() => {
    if (model === undefined) return;
    // What another model said must not be taken for what this one says.
    if (recorded.current !== undefined && recorded.current !== model) {
      ofCamera.clear();
      ofVideo?.clear();
    }
    recorded.current = model;
  }, [model, ofCamera, ofVideo]);
  return timeline;
}
