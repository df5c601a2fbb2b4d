import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { Timeline } from '../../state/timeline';
import { summarise, type TimelineSummary } from '../../state/timelineSummary';

/** Numbers that change more often than this cannot be read. */
const PACE_MS = 1000;

/** Whether it records, and whether there is something to see. */
export function useTimelineStatus(timeline: Timeline): {
  readonly isRecording: boolean;
  readonly isEmpty: boolean;
} {
  const subscribe = useCallback((listener: () => void) => timeline.subscribe(listener), [timeline]);
  return {
    isRecording: useSyncExternalStore(subscribe, () => timeline.isRecording()),
    isEmpty: useSyncExternalStore(subscribe, () => timeline.samples().length === 0),
  };
}

/** The summary of what is recorded, once a second at most. */
export function useTimelineSummary(timeline: Timeline, labelCount: number): TimelineSummary {
  const [summary, setSummary] = useState(() => summarise(timeline.samples(), labelCount));
  useEffect(() => {
    let pending: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      pending = undefined;
      setSummary(summarise(timeline.samples(), labelCount));
    };
    const leave = timeline.subscribe(() => {
      pending ??= setTimeout(update, PACE_MS);
    });
    return () => {
      clearTimeout(pending);
      leave();
    };
  }, [timeline, labelCount]);
  return summary;
}
