import type { ReactElement } from 'react';
import type { StudyCopy } from '../../copy/study';
import { useCopy } from '../../hooks/useCopy';
import type { StudyFile } from '../../study/files';
import { countOf } from '../../study/tally';
import { Icon } from '../Icon';
import { shareClass, sharesOf, shownName } from './shares';

export interface StudyRowProps {
  readonly file: StudyFile;
  readonly labels: readonly string[];
  readonly copy: StudyCopy;
  /** Of how many, from 0. */
  readonly place: number;
  readonly count: number;
  readonly topEm: number;
  readonly onRetry: (key: string) => void;
}

/** One file: what it is called, how it fares, and what was shown in it. */
export function StudyRow(props: StudyRowProps): ReactElement {
  const { file, labels, copy, place, count, topEm, onRetry } = props;
  const { key, name, state, isVideo, share, tally } = file;
  const slash = name.lastIndexOf('/') + 1;
  const words = useStateWords(file, labels, copy);
  return (
    <li
      className="study-row"
      data-state={state}
      aria-posinset={place + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${topEm}em)` }}
    >
      <Icon name={isVideo ? 'play' : 'picture'} />
      <span className="study-name" title={name}>
        <span className="study-folder">{name.slice(0, slash)}</span>
        <span>{name.slice(slash)}</span>
      </span>
      {(state === 'failed' || state === 'cancelled') && file.file !== undefined && (
        <button
          type="button"
          className="timeline-button"
          aria-label={`${copy.again}: ${name}`}
          onClick={() => {
            onRetry(key);
          }}
        >
          {copy.again}
        </button>
      )}
      <span className="study-fate">
        {(state === 'reading' || state === 'done') && (
          <span className="study-shares" aria-hidden="true">
            {state === 'reading' && (
              <span
                className="study-reading"
                style={{ transform: `scaleX(${share.toFixed(4)})` }}
              />
            )}
            {state === 'done' &&
              sharesOf(tally, labels).map(({ shown, part }) => (
                <span
                  key={shown}
                  className={shareClass(shown, labels)}
                  style={{ flexGrow: part }}
                />
              ))}
          </span>
        )}
        <span className="study-state">{words}</span>
      </span>
    </li>
  );
}

/** How a file fares, in a few words. */
function useStateWords(file: StudyFile, labels: readonly string[], copy: StudyCopy): string {
  const { media, expressionName, percent, failures } = useCopy();
  const { state, isVideo, share, frames, tally, code } = file;
  switch (state) {
    case 'waiting':
      return copy.waiting;
    case 'cancelled':
      return copy.cancelled;
    case 'reading':
      return share > 0 ? percent(share) : isVideo ? copy.frames(frames) : '';
    case 'failed': {
      const known: Readonly<Record<string, { readonly title: string }>> = {
        ...failures,
        ...media.failures,
      };
      return known[code ?? '']?.title ?? '';
    }
    case 'done': {
      const [most] = sharesOf(tally, labels).toSorted((a, b) => b.part - a.part);
      if (most === undefined) return '';
      const shown = shownName(most.shown, copy, expressionName);
      const rows = countOf(tally);
      if (rows === 1) return shown;
      const all = isVideo ? copy.frames(frames) : copy.faces(rows);
      return `${all} · ${shown} ${percent(most.part)}`;
    }
  }
}
