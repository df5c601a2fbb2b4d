import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { TimelineCopy } from '../../copy/timeline';
import type { Timeline } from '../../state/timeline';
import { lastMinute, wholeSession } from '../../state/timelineSpan';
import { drawAgain } from './drawAgain';
import { drawLanes } from './drawLanes';

const SPANS = { lastMinute, wholeSession } as const;
type SpanName = keyof typeof SPANS;
const SPAN_NAMES: readonly SpanName[] = ['lastMinute', 'wholeSession'];

export interface TimelineChartProps {
  readonly timeline: Timeline;
  readonly labelCount: number;
  /** What each lane is called, in the order of `shownRows`. */
  readonly rowNames: readonly string[];
  readonly copy: TimelineCopy;
}

/** A lane for each expression; drawn without React, once per sample. */
export function TimelineChart(props: TimelineChartProps): ReactElement {
  const { timeline, labelCount, rowNames, copy } = props;
  const [spanName, setSpanName] = useState<SpanName>('lastMinute');
  const canvas = useRef<HTMLCanvasElement>(null);
  const rowCount = rowNames.length;
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    return drawAgain(element, timeline, ({ context, widthPx, heightPx, scale, look }) => {
      const samples = timeline.samples();
      const span = SPANS[spanName](samples);
      const text = copy.chart.text(copy.clock(span.fromMs), copy.clock(span.toMs));
      if (element.getAttribute('aria-label') !== text) element.setAttribute('aria-label', text);
      // The times below take the height of a lane too.
      const box = { leftPx: 0, topPx: 0, widthPx, heightPx: heightPx / (rowCount + 1), scale };
      drawLanes(context, box, look, { samples, span, labelCount, rowCount, clock: copy.clock });
    });
  }, [timeline, labelCount, rowCount, copy, spanName]);
  return (
    <section>
      <h3>{copy.chart.title}</h3>
      <div className="timeline-spans" role="group" aria-label={copy.chart.choose}>
        {SPAN_NAMES.map((name) => (
          <button
            key={name}
            type="button"
            className="timeline-button"
            aria-pressed={name === spanName}
            onClick={() => {
              setSpanName(name);
            }}
          >
            {copy.chart[name]}
          </button>
        ))}
      </div>
      <div className="timeline-chart">
        <ul className="timeline-lanes" aria-hidden="true">
          {rowNames.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
        <div className="timeline-plot">
          <canvas ref={canvas} role="img" />
        </div>
      </div>
      <p className="timeline-small">{copy.chart.legend}</p>
    </section>
  );
}
