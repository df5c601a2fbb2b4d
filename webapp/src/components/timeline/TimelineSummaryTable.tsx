import type { ReactElement } from 'react';
import type { TimelineCopy } from '../../copy/timeline';
import type { TimelineSummary } from '../../state/timelineSummary';

export interface TimelineSummaryTableProps {
  readonly summary: TimelineSummary;
  /** What each row is called, in the order of `shownRows`. */
  readonly rowNames: readonly string[];
  readonly copy: TimelineCopy;
}

/** How long each expression was seen, as bars and numbers; the chart's alternative. */
export function TimelineSummaryTable(props: TimelineSummaryTableProps): ReactElement {
  const { summary, rowNames, copy } = props;
  return (
    <section>
      <h3>{copy.summary.title}</h3>
      <table className="timeline-table">
        <caption className="timeline-small">
          {copy.summary.recorded(copy.clock(summary.recordedMs))}
        </caption>
        <thead>
          <tr>
            {[copy.summary.expression, copy.summary.share, copy.summary.time].map((heading) => (
              <th key={heading} scope="col">
                <span className="visually-hidden">{heading}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {summary.shares.map(({ shown, share, heldMs }, row) => (
            <tr key={shown}>
              <th scope="row">{rowNames[row]}</th>
              <td>
                <span className="timeline-share">
                  <span className="bar-track" aria-hidden="true">
                    <span
                      className="bar-fill"
                      style={{ transform: `scaleX(${share.toFixed(3)})` }}
                    />
                  </span>
                  <span>{copy.percent(share)}</span>
                </span>
              </td>
              <td>{copy.clock(heldMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
