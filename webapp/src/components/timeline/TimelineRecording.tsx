import type { ReactElement } from 'react';
import type { TimelineCopy } from '../../copy/timeline';
import type { Timeline } from '../../state/timeline';
import { AskFirst } from '../AskFirst';
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
  return (
    <AskFirst
      label={copy.actions.clear}
      question={copy.actions.clearQuestion}
      yes={copy.actions.clearYes}
      no={copy.actions.clearNo}
      onYes={() => {
        timeline.clear();
      }}
    >
      {(ask) => (
        <>
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
            <button type="button" className="timeline-button" onClick={ask}>
              {copy.actions.clear}
            </button>
          )}
        </>
      )}
    </AskFirst>
  );
}
