import { useState, type ReactElement } from 'react';
import type { TimelineCopy } from '../../copy/timeline';
import type { Timeline } from '../../state/timeline';
import {
  timelineCsv,
  timelineFileName,
  timelineJson,
  type RecordedTimeline,
  type TimelineSource,
} from '../../state/timelineExport';
import { lookOf } from './lookOf';
import { saveFile } from './saveFile';
import { timelinePicture } from './timelinePicture';

type Kind = 'csv' | 'json' | 'png';
const KINDS: readonly Kind[] = ['csv', 'json', 'png'];

export interface TimelineSavingProps {
  readonly timeline: Timeline;
  readonly source: TimelineSource;
  /** What is read: a film's name, or `camera`. */
  readonly file: string;
  readonly rowNames: readonly string[];
  readonly copy: TimelineCopy;
}

/** Saves what was recorded as a table, data or a picture. */
export function TimelineSaving(props: TimelineSavingProps): ReactElement {
  const { timeline, source, file, rowNames, copy } = props;
  const [hasFailed, setFailed] = useState(false);

  async function save(kind: Kind, button: Element): Promise<void> {
    const startedAt = timeline.startedAt();
    if (startedAt === undefined) return;
    const recorded = { source, file, startedAt, samples: [...timeline.samples()] };
    setFailed(false);
    try {
      const content =
        kind === 'png'
          ? await timelinePicture(recorded, lookOf(button), { copy, rowNames })
          : textFile(kind, recorded);
      await saveFile(content, timelineFileName(startedAt, kind));
    } catch {
      setFailed(true);
    }
  }

  return (
    <section>
      <h3>{copy.actions.save}</h3>
      <div className="timeline-actions">
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            className="timeline-button"
            aria-label={copy.actions.saveAs(copy.actions.kinds[kind])}
            onClick={(event) => {
              void save(kind, event.currentTarget);
            }}
          >
            {copy.actions.kinds[kind]}
          </button>
        ))}
      </div>
      {hasFailed && <p role="alert">{copy.actions.saveFailed}</p>}
    </section>
  );
}

function textFile(kind: Exclude<Kind, 'png'>, recorded: RecordedTimeline): Blob {
  return kind === 'csv'
    ? new Blob([timelineCsv(recorded)], { type: 'text/csv;charset=utf-8' })
    : new Blob([timelineJson(recorded)], { type: 'application/json' });
}
