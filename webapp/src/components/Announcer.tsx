import { useEffect, useRef, type ReactElement } from 'react';
import type { Trouble } from '../camera/life/state';
import { useCopy } from '../hooks/useCopy';
import { createAnnouncements } from '../state/announcements';
import { headlineOf } from '../state/headline';
import type { LiveReading } from '../state/liveReading';

export interface AnnouncerProps {
  readonly live: LiveReading;
  /** What keeps readings away. */
  readonly trouble: Trouble | undefined;
}

/** Tells a screen reader what changes, at a human pace. */
export function Announcer({ live, trouble }: AnnouncerProps): ReactElement {
  const copy = useCopy();
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const announcements = createAnnouncements();
    let again: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      clearTimeout(again);
      const kind = headlineOf(live).kind;
      if (kind === 'starting' || kind === 'searching') return;
      const names = (live.current()?.faces ?? []).map(({ sure, expression }) =>
        sure ? copy.expressionName(expression) : copy.live.notSure,
      );
      const sentence = announcements.update(copy.describeFaces(names), performance.now());
      if (sentence !== undefined && line.current !== null) line.current.textContent = sentence;
      // What a photo or a video that stands still says is published once, and must settle all the
      // same; of a moving picture the next frame comes first.
      again = setTimeout(tell, STILL_PACE_MS);
    };
    const unsubscribe = live.subscribe(tell);
    return () => {
      unsubscribe();
      clearTimeout(again);
    };
  }, [live, copy]);
  useEffect(() => {
    if (trouble === undefined || line.current === null) return;
    const { title, help } = copy.troubles[trouble];
    line.current.textContent = `${title}. ${help}`;
  }, [trouble, copy]);
  return <p className="visually-hidden" role="status" ref={line} />;
}

/** How often a still picture is looked at again. */
const STILL_PACE_MS = 1000;
