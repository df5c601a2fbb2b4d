import { useEffect, useRef, type ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import type { Headline } from '../state/headline';
import type { LiveReading } from '../state/liveReading';
import type { Expression } from '../vision/index';

export interface ExpressionBarsProps {
  readonly live: LiveReading;
  /** What there is to say of whom the bars are about. */
  readonly headline: () => Headline;
  readonly labels: readonly Expression[];
}

/** A bar for each expression; moved without React, once per frame. */
export function ExpressionBars({ live, headline, labels }: ExpressionBarsProps): ReactElement {
  const copy = useCopy();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const bars = Array.from(list.current?.children ?? [], barOf);
    const show = () => {
      const now = headline();
      const face = now.kind === 'face' ? now.face : undefined;
      const surest = face?.sure === true ? face.expression : undefined;
      bars.forEach((bar, index) => {
        const label = labels[index];
        const share = label === undefined ? undefined : face?.probabilities[label];
        showBar(bar, share, share === undefined ? '' : copy.percent(share), surest === label);
      });
    };
    show();
    return live.subscribe(show);
  }, [live, headline, labels, copy]);
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

interface Bar {
  readonly row: Element;
  readonly fill: HTMLElement | null;
  readonly words: Element | null;
}

function barOf(row: Element): Bar {
  const fill = row.querySelector<HTMLElement>('.bar-fill');
  return { row, fill, words: row.querySelector('.bar-share') };
}

/** @param share undefined where nothing was measured, which is not 0 */
function showBar(bar: Bar, share: number | undefined, text: string, isTop: boolean): void {
  const { row, fill, words } = bar;
  if (fill !== null) fill.style.transform = `scaleX(${(share ?? 0).toFixed(3)})`;
  if (words !== null && words.textContent !== text) words.textContent = text;
  row.classList.toggle('bar-top', isTop);
}
