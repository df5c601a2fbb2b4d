import { useEffect, useRef, type ReactElement } from 'react';
import type { Entry } from '../../contributions/entry';
import type { Giving, GivingState } from '../../contributions/giving';
import { givingCopy, type GivingCopy } from '../../copy/giving';
import { useCopy } from '../../hooks/useCopy';
import { CropPicture } from './CropPicture';
import { GivingFate } from './GivingFate';
import { ReceiptForm } from './ReceiptForm';
import { useGivingState } from './useGivingState';

export interface GivingListProps {
  readonly giving: Giving;
  readonly isOn: boolean;
}

/** Every picture given on this device, with how far it has come, and the way to take it back. */
export function GivingList({ giving, isOn }: GivingListProps): ReactElement {
  const words = givingCopy(useCopy());
  const state = useGivingState(giving);
  const summary = useRef<HTMLDivElement>(null);
  const count = state.entries.length;
  const shown = useRef(count);
  useEffect(() => {
    // The button that removed a picture went with it.
    const isRemoved = count < shown.current;
    shown.current = count;
    if (isRemoved && document.activeElement === document.body) summary.current?.focus();
  }, [count]);
  return (
    <>
      <div role="status" tabIndex={-1} ref={summary}>
        {stateTexts(state, isOn, words).map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      {state.hasFailed && <p role="alert">{words.notKept}</p>}
      <ul className="giving-list">
        {state.entries.map((entry) => (
          <GivingItem key={entry.key} entry={entry} giving={giving} />
        ))}
      </ul>
      <ReceiptForm giving={giving} />
    </>
  );
}

interface GivingItemProps {
  readonly entry: Entry;
  readonly giving: Giving;
}

function GivingItem({ entry, giving }: GivingItemProps): ReactElement {
  const copy = useCopy();
  const words = givingCopy(copy);
  const picture = 'picture' in entry.fate ? entry.fate.picture : undefined;
  const name = picture === undefined ? undefined : copy.expressionName(picture.label);
  return (
    <li className="giving-item">
      {picture === undefined || name === undefined ? (
        <div className="crop" />
      ) : (
        <CropPicture pixels={picture.pixels} label={words.pictureOf(name)} />
      )}
      <div>
        {name !== undefined && <p className="giving-name">{name}</p>}
        <GivingFate entry={entry} giving={giving} />
      </div>
    </li>
  );
}

/** What holds for the list as a whole. */
export function stateTexts(
  { entries, pause, isLasting }: GivingState,
  isOn: boolean,
  words: GivingCopy,
): string[] {
  const isSomethingToSend = entries.some(({ fate }) =>
    ['waiting', 'unsure', 'recalling', 'leaving'].includes(fate.status),
  );
  const texts: string[] = [];
  if (entries.length === 0) texts.push(words.none);
  if (!isOn) texts.push(words.off);
  if (pause !== undefined && isSomethingToSend) {
    texts.push(
      pause.reason === 'busy'
        ? words.pauses.busy(new Date(pause.untilMs))
        : words.pauses[pause.reason],
    );
  }
  texts.push(isLasting ? words.kept : words.notLasting);
  return texts;
}
