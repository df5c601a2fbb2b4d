import { useEffect, useRef, type ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import { headlineOf } from '../state/headline';
import type { LiveReading } from '../state/liveReading';
import type { Expression } from '../vision/index';

export interface ExpressionBarsProps {
  readonly live: LiveReading;
  readonly labels: readonly Expression[];
}

/** A bar for each expression; moved without React, once per frame. */
export function ExpressionBars({ live, labels }: ExpressionBarsProps): ReactElement {
  const copy = useCopy();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const rows = Array.from(list.current?.children ?? []);
    const show = () => {
      const headline = headlineOf(live);
      const face = headline.kind === 'face' ? headline.face : undefined;
      const surest = face?.sure === true ? face.expression : undefined;
      rows.forEach((row, index) => {
        const label = labels[index];
        const share = label === undefined ? undefined : face?.probabilities[label];
        showRow(row, share, share === undefined ? '' : copy.percent(share), surest === label);
      });
    };
    show();
    return live.subscribe(show);
  }, [live, labels, copy]);
  return (
    <ul className="bars" aria-label={copy.live.bars} ref={list}>
      {labels.map((label) => (
        <li key={label} className="bar" data-label={label}>
          <span className="bar-name">{copy.expressionName(label)}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" />
          </span>
          <span className="bar-share" />
        </li>
      ))}
    </ul>
  );
}

/** @param share undefined where nothing was measured, which is not 0 */
function showRow(row: Element, share: number | undefined, text: string, isTop: boolean): void {
  const fill = row.querySelector<HTMLElement>('.bar-fill');
  const words = row.querySelector('.bar-share');
  if (fill !== null) fill.style.transform = `scaleX(${(share ?? 0).toFixed(3)})`;
  if (words !== null && words.textContent !== text) words.textContent = text;
  row.classList.toggle('bar-top', isTop);
}
