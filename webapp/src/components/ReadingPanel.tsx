import { useEffect, useRef, type ReactElement } from 'react';
import { expressionName, HINTS, LIVE, percent } from '../copy';
import { headlineOf, type Headline } from '../state/headline';
import type { LiveReading } from '../state/liveReading';
import type { ReaderInfo } from '../vision/index';
import { ExpressionBars } from './ExpressionBars';

export interface ReadingPanelProps {
  readonly live: LiveReading;
  /** Undefined until the models are there. */
  readonly info: ReaderInfo | undefined;
  /** Shown before the first reading. */
  readonly waiting: string;
}

/** The main face's expression in words, a hint where one helps, and a bar for each expression. */
export function ReadingPanel({ live, info, waiting }: ReadingPanelProps): ReactElement {
  const root = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLParagraphElement>(null);
  const help = useRef<HTMLParagraphElement>(null);
  const labels = info?.labels;

  useEffect(() => {
    const show = () => {
      const headline = headlineOf(live);
      const words = wordsOf(headline, labels ?? [], waiting);
      setText(title.current, words.title);
      setText(help.current, words.help);
      if (root.current !== null) showState(root.current, headline, labels ?? [], live);
    };
    show();
    return live.subscribe(show);
  }, [live, labels, waiting]);

  return (
    <div className="reading" ref={root}>
      <div className="headline">
        <p className="headline-title" ref={title} />
        <p className="headline-help" ref={help} />
      </div>
      {labels !== undefined && <ExpressionBars live={live} labels={labels} />}
    </div>
  );
}

/** The two lines of words. */
export function wordsOf(
  headline: Headline,
  labels: readonly string[],
  waiting: string,
): { title: string; help: string } {
  switch (headline.kind) {
    case 'starting':
      return { title: waiting, help: '' };
    case 'searching':
      return { title: LIVE.searching, help: '' };
    case 'noFace':
      return { title: LIVE.noFace, help: LIVE.noFaceHelp };
    case 'face': {
      const { face } = headline;
      const [hint] = face.hints;
      const advice = hint === undefined ? '' : HINTS[hint];
      if (face.certainty === 'notSure') {
        return { title: LIVE.notSure, help: advice === '' ? LIVE.notSureHelp : advice };
      }
      const share = percent(face.probabilities[face.top] ?? 0);
      return { title: `${expressionName(labels[face.top] ?? '')} ${share}`, help: advice };
    }
  }
}

/** The state as attributes, for styles and for tests. */
function showState(
  root: HTMLElement,
  headline: Headline,
  labels: readonly string[],
  live: LiveReading,
): void {
  root.dataset['state'] = headline.kind;
  root.dataset['expression'] =
    headline.kind !== 'face'
      ? 'none'
      : headline.face.certainty === 'notSure'
        ? 'notSure'
        : (labels[headline.face.top] ?? 'none');
  root.dataset['frames'] = String(live.frameCount());
  root.dataset['tensors'] = String(live.current()?.tensors ?? 0);
}

function setText(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}
