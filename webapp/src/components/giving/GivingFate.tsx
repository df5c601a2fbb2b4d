import type { ReactElement } from 'react';
import type { Entry, Fate } from '../../contributions/entry';
import type { Giving, GivingState } from '../../contributions/giving';
import { givingCopy, type GivingCopy } from '../../copy/giving';
import { useCopy } from '../../hooks/useCopy';
import { useGivingState } from './useGivingState';

export interface GivingFateProps {
  readonly entry: Entry;
  readonly giving: Giving;
}

/** How far a given picture has come, its receipt, and the way back. */
export function GivingFate({ entry, giving }: GivingFateProps): ReactElement {
  const words = givingCopy(useCopy());
  const { pause } = useGivingState(giving);
  const { key, fate } = entry;
  return (
    <div className="giving-fate" data-fate={fate.status}>
      <p className="giving-fate-words">{fateText(fate, pause, words)}</p>
      {fate.status === 'refused' && <p lang="en">{fate.sentence}</p>}
      {'receipt' in fate && (
        <p>
          {words.receipt} <code className="giving-receipt">{fate.receipt}</code>
        </p>
      )}
      <FateButton
        fate={fate}
        words={words}
        onTakeBack={() => void giving.takeBack(key)}
        onDismiss={() => void giving.dismiss(key)}
      />
    </div>
  );
}

interface FateButtonProps {
  readonly fate: Fate;
  readonly words: GivingCopy;
  readonly onTakeBack: () => void;
  readonly onDismiss: () => void;
}

function FateButton(props: FateButtonProps): ReactElement {
  const { fate, words, onTakeBack, onDismiss } = props;
  switch (fate.status) {
    case 'waiting':
      return <FateAction text={words.discard} onClick={onTakeBack} />;
    case 'unsure':
    case 'given':
      return <FateAction text={words.takeBack} onClick={onTakeBack} />;
    case 'refused':
    case 'gone':
      return <FateAction text={words.remove} onClick={onDismiss} />;
    case 'recalling':
    case 'leaving':
      // It stays, since a focused button that disappears takes the focus with it.
      return <FateAction text={words.takeBack} />;
  }
}

interface FateActionProps {
  readonly text: string;
  /** Undefined while the last tap is being answered. */
  readonly onClick?: () => void;
}

function FateAction({ text, onClick }: FateActionProps): ReactElement {
  return (
    <button
      type="button"
      className="button button-second"
      aria-disabled={onClick === undefined}
      onClick={onClick}
    >
      {text}
    </button>
  );
}

/** A picture's fate in one line. */
export function fateText(fate: Fate, pause: GivingState['pause'], { fates }: GivingCopy): string {
  switch (fate.status) {
    case 'waiting':
    case 'given':
    case 'refused':
      return fates[fate.status];
    case 'unsure':
      return pause === undefined ? fates.sending : fates.unsure;
    case 'recalling':
    case 'leaving':
      return fates.beingTakenBack;
    case 'gone':
      return fate.wasTyped ? fates.goneIfThere : fates.gone;
  }
}
