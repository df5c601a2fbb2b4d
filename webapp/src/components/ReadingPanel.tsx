import { useCallback, useEffect, useRef, useSyncExternalStore, type ReactElement } from 'react';
import type { Trouble } from '../camera/life/state';
import { useCopy } from '../hooks/useCopy';
import type { ShownPicture } from '../hooks/useShownPicture';
import { useWide } from '../hooks/useWide';
import { headlineOf } from '../state/headline';
import type { LiveReading } from '../state/liveReading';
import type { RosterEntry } from '../state/roster';
import type { Timeline } from '../state/timeline';
import type { ReaderInfo } from '../vision/index';
import { FaceCard } from './FaceCard';
import { troubleSaid } from './wordsOf';

export interface ReadingPanelProps {
  readonly live: LiveReading;
  /** Undefined until the models are there. */
  readonly info: ReaderInfo | undefined;
  /** Shown before the first reading. */
  readonly waiting: string;
  /** What keeps readings away; undefined if nothing does. */
  readonly trouble: Trouble | undefined;
  /** What was read until now; undefined for a picture by itself. */
  readonly timeline: Timeline | undefined;
  /** The picture that is read, while there is one. */
  readonly picture: () => ShownPicture | undefined;
  /** The way on from a trouble. */
  readonly onAgain: () => void;
  /** Asked for the details of a face: the main one, unless it is named. */
  readonly onWhy: (faceId: number | undefined) => void;
}

/** One card, of the main face; where there is room for more, one for everyone in sight. */
const MAIN_ALONE: readonly (RosterEntry | undefined)[] = [undefined];

/** What is read of the faces in sight, or why nothing is. */
export function ReadingPanel(props: ReadingPanelProps): ReactElement {
  const { live, info, trouble, timeline } = props;
  const copy = useCopy();
  const root = useRef<HTMLDivElement>(null);
  const isWide = useWide();
  const roster = useRoster(live);
  const shown = isWide && roster.length > 1 ? roster : MAIN_ALONE;

  useEffect(() => {
    const show = () => {
      if (root.current !== null) showState(root.current, live, trouble);
    };
    show();
    return live.subscribe(show);
  }, [live, trouble]);

  return (
    <div
      className="reading"
      ref={root}
      data-cards={shown.length}
      role={shown.length > 1 ? 'group' : undefined}
      aria-label={shown.length > 1 ? copy.live.readings : undefined}
    >
      {shown.map((entry, place) => (
        // By their places, so that the keyboard's focus outlives who comes and goes.
        <FaceCard
          key={place}
          {...props}
          entry={entry}
          labels={info?.labels}
          timeline={isWide ? timeline : undefined}
        />
      ))}
    </div>
  );
}

function useRoster(live: LiveReading): readonly RosterEntry[] {
  const subscribe = useCallback((listener: () => void) => live.subscribe(listener), [live]);
  return useSyncExternalStore(subscribe, live.roster.entries);
}

/** The state as attributes, for styles and for tests. */
function showState(root: HTMLElement, live: LiveReading, trouble: Trouble | undefined): void {
  const headline = headlineOf(live);
  root.toggleAttribute('data-trouble', troubleSaid(headline, trouble) !== undefined);
  root.dataset['state'] = headline.kind;
  root.dataset['kind'] = live.kind();
  root.dataset['expression'] =
    headline.kind !== 'face' ? 'none' : headline.face.sure ? headline.face.expression : 'notSure';
  root.dataset['frames'] = String(live.frameCount());
  root.dataset['tensors'] = String(live.current()?.tensors ?? 0);
}
