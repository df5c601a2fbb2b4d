import { useCallback, useEffect, useRef, type ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import { headlineOf, type Headline } from '../state/headline';
import type { RosterEntry } from '../state/roster';
import type { Expression } from '../vision/index';
import { ExpressionBars } from './ExpressionBars';
import { FaceThumb } from './FaceThumb';
import type { ReadingPanelProps } from './ReadingPanel';
import { MinuteChart } from './timeline/MinuteChart';
import { troubleSaid, wordsOf } from './wordsOf';

export interface FaceCardProps extends Omit<ReadingPanelProps, 'info'> {
  /** Whose card it is; undefined for the main face, whichever that is. */
  readonly entry: RosterEntry | undefined;
  /** Undefined until the models are there. */
  readonly labels: readonly Expression[] | undefined;
}

/** A face's expression in words, a hint where one helps, a bar for each expression, and its last minute. */
export function FaceCard(props: FaceCardProps): ReactElement {
  const { live, entry, labels, waiting, trouble, timeline, picture, onAgain, onWhy } = props;
  const copy = useCopy();
  const card = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLParagraphElement>(null);
  const help = useRef<HTMLParagraphElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const id = entry?.id;
  const headline = useCallback((): Headline => {
    const face = id === undefined ? undefined : live.roster.face(id);
    return face === undefined ? headlineOf(live) : { kind: 'face', face };
  }, [live, id]);
  /** One that has just left cannot be explained. */
  const isGone = useCallback(() => id !== undefined && !live.roster.isInSight(id), [live, id]);

  useEffect(() => {
    const show = () => {
      const now = headline();
      const isMain = id === undefined || id === live.mainFace()?.id;
      // What is wrong with the picture is said once, not of each face in it.
      const told = isMain ? trouble : undefined;
      const words = wordsOf(now, { waiting, trouble: told, copy, kind: live.kind() });
      const isTroubled = troubleSaid(now, trouble) !== undefined;
      const isExplained = now.kind === 'face' && !isGone();
      setText(title.current, words.title);
      setText(help.current, words.help);
      setText(next.current, isTroubled ? copy.troubles.again : copy.controls.why);
      next.current?.setAttribute('aria-disabled', String(!isTroubled && !isExplained));
      card.current?.toggleAttribute('data-gone', isGone());
      card.current?.toggleAttribute('data-main', isMain);
    };
    show();
    return live.subscribe(show);
  }, [live, id, headline, isGone, waiting, trouble, copy]);

  return (
    <div
      className="card"
      ref={card}
      role={entry === undefined ? undefined : 'group'}
      aria-label={entry === undefined ? undefined : copy.live.faceNumber(entry.number)}
    >
      <div className="headline">
        {entry !== undefined && <FaceThumb live={live} faceId={entry.id} picture={picture} />}
        <p className="headline-title" ref={title} />
        <p className="headline-help" ref={help} />
        <button
          type="button"
          className="why"
          ref={next}
          aria-label={entry === undefined ? undefined : copy.live.whyOf(entry.number)}
          onClick={() => {
            const now = headline();
            if (troubleSaid(now, trouble) !== undefined) onAgain();
            else if (now.kind === 'face' && !isGone()) onWhy(id);
          }}
        />
      </div>
      {labels !== undefined && (
        <div className="card-body">
          <ExpressionBars live={live} headline={headline} labels={labels} />
          {timeline !== undefined && (
            <MinuteChart timeline={timeline} faceId={id} labelCount={labels.length} />
          )}
        </div>
      )}
    </div>
  );
}

function setText(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}
