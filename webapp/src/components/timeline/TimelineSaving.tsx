import { useEffect, useState, type ReactElement } from 'react';
import type { TimelineCopy } from '../../copy/timeline';
import type { Timeline } from '../../state/timeline';
import type { TimelineSource } from '../../state/timelineExport';
import { lookOf } from './lookOf';

const KINDS = ['csv', 'json', 'png'] as const;
type Kind = (typeof KINDS)[number];

/** What makes the files: not there before somebody looks at what could be saved. */
const loadFiles = () => import('./timelineFiles');

export interface TimelineSavingProps {
  readonly timeline: Timeline;
  readonly source: TimelineSource;
  /** What is read: a video's name, or `camera`. */
  readonly file: string;
  readonly rowNames: readonly string[];
  readonly copy: TimelineCopy;
}

/** Saves what was recorded as a table, data or a picture. */
export function TimelineSaving(props: TimelineSavingProps): ReactElement {
  const { timeline, source, file, rowNames, copy } = props;
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    // Before a button is pressed: what is shared or saved must come soon after.
    loadFiles().catch(() => undefined);
  }, []);

  async function save(kind: Kind, button: Element): Promise<void> {
    const startedAt = timeline.startedAt();
    if (startedAt === undefined) return;
    const recorded = { source, file, startedAt, samples: [...timeline.samples()] };
    setFailed(false);
    try {
      const { saveTimeline } = await loadFiles();
      await saveTimeline(kind, recorded, lookOf(button), { copy, rowNames });
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
