import { useMemo, type ReactElement } from 'react';
import type { TimelineCopy } from '../../copy/timeline';
import type { Timeline } from '../../state/timeline';
import type { TimelineSource } from '../../state/timelineExport';
import { Sheet } from '../Sheet';
import { TimelineChart, type TimelineChartProps } from './TimelineChart';
import { TimelineMoments } from './TimelineMoments';
import { TimelineRecording } from './TimelineRecording';
import { TimelineSaving } from './TimelineSaving';
import { TimelineSummaryTable } from './TimelineSummaryTable';
import { useTimelineStatus, useTimelineSummary } from './useTimeline';

export interface TimelineSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly timeline: Timeline;
  /** What the readings come from; undefined until the models are here. */
  readonly source: TimelineSource | undefined;
  /** What is read: a video's name, or `camera`. */
  readonly file: string;
  readonly copy: TimelineCopy;
  readonly expressionName: (label: string) => string;
}

/** The session over time: chart, shares, changes, and files of it to keep. */
export function TimelineSheet(props: TimelineSheetProps): ReactElement {
  const { isOpen, onClose, source, ...rest } = props;
  return (
    <Sheet title={rest.copy.title} isOpen={isOpen} onClose={onClose}>
      {source === undefined ? <p>{rest.copy.empty}</p> : <Content {...rest} source={source} />}
    </Sheet>
  );
}

type ContentProps = Omit<TimelineSheetProps, 'isOpen' | 'onClose' | 'source'> & {
  readonly source: TimelineSource;
};

function Content({ timeline, source, file, copy, expressionName }: ContentProps): ReactElement {
  const { labels } = source;
  const { isRecording, isEmpty } = useTimelineStatus(timeline);
  const rowNames = useMemo(
    () => [...labels.map(expressionName), copy.notSure, copy.noFace],
    [labels, copy, expressionName],
  );
  return (
    <div className="timeline">
      <div>
        <TimelineRecording
          timeline={timeline}
          isRecording={isRecording}
          isEmpty={isEmpty}
          copy={copy}
        />
        <p className="timeline-small timeline-status" role="status">
          {isRecording ? '' : copy.actions.paused}
        </p>
      </div>
      {isEmpty ? (
        isRecording && <p>{copy.empty}</p>
      ) : (
        <>
          <TimelineChart
            timeline={timeline}
            labelCount={labels.length}
            rowNames={rowNames}
            copy={copy}
          />
          <Numbers timeline={timeline} labelCount={labels.length} rowNames={rowNames} copy={copy} />
          <TimelineSaving
            timeline={timeline}
            source={source}
            file={file}
            rowNames={rowNames}
            copy={copy}
          />
        </>
      )}
      <p className="timeline-small">{copy.kept}</p>
    </div>
  );
}

/** Apart, so that the seconds do not render the rest. */
function Numbers({ timeline, labelCount, rowNames, copy }: TimelineChartProps): ReactElement {
  const summary = useTimelineSummary(timeline, labelCount);
  return (
    <>
      <TimelineSummaryTable summary={summary} rowNames={rowNames} copy={copy} />
      <TimelineMoments
        moments={summary.moments}
        labelCount={labelCount}
        rowNames={rowNames}
        copy={copy}
      />
    </>
  );
}
