import { useEffect, useRef, type ReactElement } from 'react';
import { isOfLook, type Trouble } from '../camera/life/state';
import type { Copy } from '../copy';
import { useCopy } from '../hooks/useCopy';
import { headlineOf, type Headline } from '../state/headline';
import type { LiveReading, ReadingKind } from '../state/liveReading';
import type { ReaderInfo } from '../vision/index';
import { ExpressionBars } from './ExpressionBars';

export interface ReadingPanelProps {
  readonly live: LiveReading;
  /** Undefined until the models are there. */
  readonly info: ReaderInfo | undefined;
  /** Shown before the first reading. */
  readonly waiting: string;
  /** What keeps readings away; undefined if nothing does. */
  readonly trouble: Trouble | undefined;
  /** The way on from a trouble. */
  readonly onAgain: () => void;
  /** Asked for the details of the main face. */
  readonly onWhy: () => void;
}

/** The main face's expression in words, a hint where one helps, and a bar for each expression. */
export function ReadingPanel(props: ReadingPanelProps): ReactElement {
  const { live, info, waiting, trouble, onAgain, onWhy } = props;
  const copy = useCopy();
  const root = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLParagraphElement>(null);
  const help = useRef<HTMLParagraphElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const labels = info?.labels;

  useEffect(() => {
    const show = () => {
      const headline = headlineOf(live);
      const context = { waiting, trouble, copy, kind: live.kind() };
      const words = wordsOf(headline, context);
      const isTroubled = troubleSaid(headline, trouble) !== undefined;
      setText(title.current, words.title);
      setText(help.current, words.help);
      setText(next.current, isTroubled ? copy.troubles.again : copy.controls.why);
      next.current?.setAttribute('aria-disabled', String(!isTroubled && headline.kind !== 'face'));
      root.current?.toggleAttribute('data-trouble', isTroubled);
      if (root.current !== null) showState(root.current, headline, live);
    };
    show();
    return live.subscribe(show);
  }, [live, waiting, trouble, copy]);

  return (
    <div className="reading" ref={root}>
      <div className="headline">
        <p className="headline-title" ref={title} />
        <p className="headline-help" ref={help} />
        <button
          type="button"
          className="why"
          ref={next}
          onClick={() => {
            const headline = headlineOf(live);
            if (troubleSaid(headline, trouble) !== undefined) onAgain();
            else if (headline.kind === 'face') onWhy();
          }}
        />
      </div>
      {labels !== undefined && <ExpressionBars live={live} labels={labels} />}
    </div>
  );
}

export interface WordsContext {
  readonly waiting: string;
  readonly kind: ReadingKind;
  readonly trouble?: Trouble | undefined;
  readonly copy: Copy;
}

/** The two lines of words. */
export function wordsOf(
  headline: Headline,
  { waiting, kind, trouble, copy }: WordsContext,
): { title: string; help: string } {
  const { live } = copy;
  const said = troubleSaid(headline, trouble);
  if (said !== undefined) return copy.troubles[said];
  switch (headline.kind) {
    case 'starting':
      return { title: waiting, help: '' };
    case 'searching':
      return { title: live.searching, help: '' };
    case 'noFace':
      return kind === 'still'
        ? { title: live.noFaceInFile, help: live.noFaceInFileHelp }
        : { title: live.noFace, help: live.noFaceHelp };
    case 'face': {
      const { face } = headline;
      const [hint] = face.hints;
      const frozen = trouble === 'frozen' ? copy.troubles.frozen.help : '';
      const advice = hint === undefined ? frozen : copy.hints[hint];
      if (!face.sure) {
        return { title: live.notSure, help: advice === '' ? live.notSureHelp : advice };
      }
      const share = copy.percent(face.probabilities[face.expression]);
      return { title: `${copy.expressionName(face.expression)} ${share}`, help: advice };
    }
  }
}

/** A face that is read says more than a trouble with the picture; without readings, nothing else is said. */
function troubleSaid(headline: Headline, trouble: Trouble | undefined): Trouble | undefined {
  return headline.kind === 'face' && isOfLook(trouble) ? undefined : trouble;
}

/** The state as attributes, for styles and for tests. */
function showState(root: HTMLElement, headline: Headline, live: LiveReading): void {
  root.dataset['state'] = headline.kind;
  root.dataset['kind'] = live.kind();
  root.dataset['expression'] =
    headline.kind !== 'face' ? 'none' : headline.face.sure ? headline.face.expression : 'notSure';
  root.dataset['frames'] = String(live.frameCount());
  root.dataset['tensors'] = String(live.current()?.tensors ?? 0);
}

function setText(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}
