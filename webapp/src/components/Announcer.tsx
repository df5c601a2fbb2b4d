import { useEffect, useRef, type ReactElement } from 'react';
import { describeFaces, expressionName, LIVE } from '../copy';
import { createAnnouncements } from '../state/announcements';
import { headlineOf } from '../state/headline';
import type { LiveReading } from '../state/liveReading';

export interface AnnouncerProps {
  readonly live: LiveReading;
  readonly labels: readonly string[];
}

/** Tells a screen reader what changes, at a human pace. */
export function Announcer({ live, labels }: AnnouncerProps): ReactElement {
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const announcements = createAnnouncements();
    return live.subscribe(() => {
      const kind = headlineOf(live).kind;
      if (kind === 'starting' || kind === 'searching') return;
      const names = (live.current()?.faces ?? []).map(({ certainty, top }) =>
        certainty === 'notSure' ? LIVE.notSure : expressionName(labels[top] ?? ''),
      );
      const sentence = announcements.update(describeFaces(names), performance.now());
      if (sentence !== undefined && line.current !== null) line.current.textContent = sentence;
    });
  }, [live, labels]);
  return <p className="visually-hidden" role="status" ref={line} />;
}
