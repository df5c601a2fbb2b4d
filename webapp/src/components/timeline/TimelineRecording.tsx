import { useRef, useState, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import type { TimelineCopy } from '../../copy/timeline';
import type { Timeline } from '../../state/timeline';
import { Icon } from '../Icon';

export interface TimelineRecordingProps {
  readonly timeline: Timeline;
  readonly isRecording: boolean;
  readonly isEmpty: boolean;
  readonly copy: TimelineCopy;
}

/** Pauses recording and goes on, and clears after asking once. */
export function TimelineRecording(props: TimelineRecordingProps): ReactElement {
  const { timeline, isRecording, isEmpty, copy } = props;
  const [isAsking, setAsking] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  // The pressed button goes away: the keyboard must not be left behind.
  const ask = (next: boolean) => {
    flushSync(() => {
      setAsking(next);
    });
    row.current?.querySelector<HTMLElement>('[data-lead]')?.focus();
  };
  if (isAsking) {
    return (
      <div className="timeline-actions" role="group" aria-label={copy.actions.clear} ref={row}>
        <p className="timeline-question">{copy.actions.clearQuestion}</p>
        <button
          type="button"
          className="timeline-button"
          onClick={() => {
            timeline.clear();
            ask(false);
          }}
        >
          {copy.actions.clearYes}
        </button>
        <button
          type="button"
          className="timeline-button"
          data-lead
          onClick={() => {
            ask(false);
          }}
        >
          {copy.actions.clearNo}
        </button>
      </div>
    );
  }
  return (
    <div className="timeline-actions" ref={row}>
      <button
        type="button"
        className="timeline-button"
        data-lead
        onClick={() => {
          if (isRecording) timeline.pause();
          else timeline.resume();
        }}
      >
        <Icon name={isRecording ? 'pause' : 'play'} />
        {isRecording ? copy.actions.pause : copy.actions.resume}
      </button>
      {!isEmpty && (
        <button
          type="button"
          className="timeline-button"
          onClick={() => {
            ask(true);
          }}
        >
          {copy.actions.clear}
        </button>
      )}
    </div>
  );
}
