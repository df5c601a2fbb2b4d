import type { ReactElement } from 'react';
import type { TimelineCopy } from '../../copy/timeline';
import { rowOf } from '../../state/timelineSample';
import type { Moment } from '../../state/timelineSummary';

/** A longer list is for the exported files. */
const MOST_SHOWN = 20;

export interface TimelineMomentsProps {
  readonly moments: readonly Moment[];
  readonly labelCount: number;
  /** What each expression is called, then "not sure" and "no face". */
  readonly rowNames: readonly string[];
  readonly copy: TimelineCopy;
}

/** When the expression changed, newest last. */
export function TimelineMoments(props: TimelineMomentsProps): ReactElement {
  const { moments, labelCount, rowNames, copy } = props;
  const newest = moments.slice(-MOST_SHOWN);
  return (
    <section>
      <h3>{copy.moments.title}</h3>
      {moments.length === 0 && <p>{copy.moments.none}</p>}
      {moments.length > newest.length && (
        <p className="timeline-small">{copy.moments.newest(newest.length, moments.length)}</p>
      )}
      <ol className="timeline-moments">
        {newest.map(({ atMs, shown }) => (
          <li key={atMs}>
            <span className="timeline-time">{copy.clock(atMs)}</span>
            <span>{rowNames[rowOf(shown, labelCount)]}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
