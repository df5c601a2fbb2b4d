import { useEffect, useRef, type ReactElement } from 'react';
import { useCopy } from '../../hooks/useCopy';
import type { Timeline } from '../../state/timeline';
import { samplesOfFace } from '../../state/timelineFace';
import { minuteUntilNow } from '../../state/timelineSpan';
import { drawAgain } from './drawAgain';
import { drawLanes } from './drawLanes';

export interface MinuteChartProps {
  readonly timeline: Timeline;
  /** Undefined for the main face, whichever that was. */
  readonly faceId: number | undefined;
  readonly labelCount: number;
}

/** How far above a lane's lower edge its ground is, in CSS pixels: the line below it is as high. */
const GROUND_LINE = 4;

/** The last minute of one face, a lane beside each of its bars; drawn once per sample. */
export function MinuteChart({ timeline, faceId, labelCount }: MinuteChartProps): ReactElement {
  const { minute } = useCopy().timeline;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    return drawAgain(element, timeline, ({ context, widthPx, heightPx, scale, look }) => {
      const all = timeline.samples();
      const span = minuteUntilNow(all);
      const samples = faceId === undefined ? all : samplesOfFace(all, span, faceId);
      const heightOfLanePx = heightPx / labelCount;
      const box = { leftPx: 0, topPx: 0, widthPx, heightPx: heightOfLanePx, scale };
      // A minute that has only begun looks like a chart all the same.
      context.fillStyle = look.band;
      for (let row = 1; row <= labelCount; row += 1)
        context.fillRect(0, Math.round(row * heightOfLanePx) - GROUND_LINE * scale, widthPx, scale);
      drawLanes(context, box, look, { samples, span, labelCount, rowCount: labelCount });
    });
  }, [timeline, faceId, labelCount]);
  return (
    <div className="minute">
      <div className="minute-plot">
        <canvas ref={canvas} role="img" aria-label={minute.text} />
      </div>
      <p className="minute-times" aria-hidden="true">
        <span>{minute.start}</span>
        <span>{minute.end}</span>
      </p>
    </div>
  );
}
