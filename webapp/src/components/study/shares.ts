import type { StudyCopy } from '../../copy/study';
import { countOf, type Tally } from '../../study/tally';
import { NO_FACE, NOT_SURE } from '../../table/columns';

/** A part of a file's rows. */
export interface Share {
  /** A label, `not_sure` or `no_face`. */
  readonly shown: string;
  /** 0 to 1. */
  readonly part: number;
}

/** What was shown and how much of it, in the order of the labels; nothing that was not. */
export function sharesOf(tally: Tally, labels: readonly string[]): readonly Share[] {
  const all = countOf(tally);
  return [...labels, NOT_SURE, NO_FACE]
    .map((shown) => ({ shown, part: (tally[shown] ?? 0) / Math.max(1, all) }))
    .filter(({ part }) => part > 0);
}

/** What people call it. */
export function shownName(
  shown: string,
  copy: Pick<StudyCopy, 'notSure' | 'noFace'>,
  expressionName: (label: string) => string,
): string {
  if (shown === NOT_SURE) return copy.notSure;
  return shown === NO_FACE ? copy.noFace : expressionName(shown);
}

/** What gives a share its colour in study.css: labels by their place. */
export function shareClass(shown: string, labels: readonly string[]): string {
  const place = labels.indexOf(shown);
  return `study-share-${place === -1 ? shown.replace('_', '-') : place}`;
}
