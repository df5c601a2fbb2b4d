import { useId, useRef, useState, type ReactElement } from 'react';
import { GIVEN_LABELS, type GivenLabel } from '../../contributions/entry';
import type { Giving } from '../../contributions/giving';
import { givingCopy } from '../../copy/giving';
import { useCopy } from '../../hooks/useCopy';
import { WORDS_VERSION } from '../../state/consent';
import { CropPicture } from './CropPicture';
import { GivingFate } from './GivingFate';
import { useGivingState } from './useGivingState';

export interface GivingOfferProps {
  readonly giving: Giving;
  /** The face as the camera saw it, 48 x 48 grey levels. */
  readonly cropped: Uint8Array;
  readonly model: { readonly name: string; readonly version: string };
  readonly onSeeAll: () => void;
}

/** How far the giving of one face has come in this sheet. */
type Step =
  | { readonly name: 'choosing'; readonly label: GivenLabel | undefined }
  | { readonly name: 'giving'; readonly label: GivenLabel }
  | { readonly name: 'notKept'; readonly label: GivenLabel }
  | { readonly name: 'done'; readonly key: string };

/** One face: shown as it is sent, named by the person, given with one tap. */
export function GivingOffer(props: GivingOfferProps): ReactElement {
  const { giving, cropped, model, onSeeAll } = props;
  const words = givingCopy(useCopy());
  // Nothing is chosen beforehand, so that the model does not learn its own guesses.
  const [step, setStep] = useState<Step>({ name: 'choosing', label: undefined });
  const { entries } = useGivingState(giving);
  const entry = step.name === 'done' ? entries.find(({ key }) => key === step.key) : undefined;

  const isBeingGiven = useRef(false);

  async function give(label: GivenLabel): Promise<void> {
    // A second tap comes before the first one's step is shown.
    if (isBeingGiven.current) return;
    isBeingGiven.current = true;
    setStep({ name: 'giving', label });
    const { name, version } = model;
    const picture = { pixels: cropped, label, model: { name, version }, words: WORDS_VERSION };
    const key = await giving.give(picture);
    isBeingGiven.current = false;
    setStep(key === undefined ? { name: 'notKept', label } : { name: 'done', key });
  }

  return (
    <section className="giving-offer">
      <h3>{words.offerTitle}</h3>
      <div className="giving-picture">
        <CropPicture pixels={cropped} label={words.picture} />
        <p className="face-caption">{words.picture}</p>
      </div>
      {step.name !== 'done' && (
        <LabelForm
          label={step.label}
          isBusy={step.name === 'giving'}
          model={model}
          onChoose={(label) => {
            setStep({ name: 'choosing', label });
          }}
          onGive={give}
        />
      )}
      <div role="status">
        {step.name === 'done' &&
          (entry === undefined ? (
            <p>{words.discarded}</p>
          ) : (
            <>
              <GivingFate entry={entry} giving={giving} />
              {entry.fate.status === 'given' && <p>{words.receiptHelp}</p>}
            </>
          ))}
      </div>
      {step.name === 'notKept' && <p role="alert">{words.notKept}</p>}
      <button type="button" className="button button-quiet" onClick={onSeeAll}>
        {words.seeAll}
      </button>
    </section>
  );
}

interface LabelFormProps {
  readonly label: GivenLabel | undefined;
  readonly isBusy: boolean;
  readonly model: GivingOfferProps['model'];
  readonly onChoose: (label: GivenLabel) => void;
  readonly onGive: (label: GivenLabel) => Promise<void>;
}

/** What the face shows, in the person's eyes, and the one tap. */
function LabelForm({ label, isBusy, model, onChoose, onGive }: LabelFormProps): ReactElement {
  const copy = useCopy();
  const words = givingCopy(copy);
  const group = useId();
  return (
    <>
      <fieldset className="setting">
        <legend>{words.shows}</legend>
        <div className="giving-labels">
          {GIVEN_LABELS.map((each) => (
            <label className="giving-label" key={each}>
              <input
                type="radio"
                name={group}
                checked={each === label}
                disabled={isBusy}
                onChange={() => {
                  onChoose(each);
                }}
              />
              <span>{copy.expressionName(each)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p aria-live="polite">
        {label === undefined
          ? words.chooseFirst
          : words.sentIs(
              copy.expressionName(label),
              `${model.name} ${model.version}`,
              WORDS_VERSION,
            )}
      </p>
      <button
        type="button"
        className="button button-primary"
        aria-disabled={label === undefined || isBusy}
        onClick={() => {
          if (label !== undefined) void onGive(label);
        }}
      >
        {words.give}
      </button>
    </>
  );
}
