import { useId, useState, type ReactElement } from 'react';
import type { Giving } from '../../contributions/giving';
import { givingCopy } from '../../copy/giving';
import { useCopy } from '../../hooks/useCopy';

/** Takes back what was given on another device, or before this one forgot it. */
export function ReceiptForm({ giving }: { readonly giving: Giving }): ReactElement {
  const words = givingCopy(useCopy());
  const id = useId();
  const [written, setWritten] = useState('');
  const [isWrong, setWrong] = useState(false);

  async function takeBack(): Promise<void> {
    const isReceipt = await giving.takeBackByReceipt(written);
    setWrong(!isReceipt);
    if (isReceipt) setWritten('');
  }

  return (
    <form
      className="giving-form"
      onSubmit={(event) => {
        event.preventDefault();
        void takeBack();
      }}
    >
      <h3>{words.typedTitle}</h3>
      <label htmlFor={id}>{words.typed}</label>
      <input
        id={id}
        className="giving-input"
        value={written}
        autoCapitalize="characters"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        onChange={(event) => {
          setWritten(event.target.value);
          setWrong(false);
        }}
      />
      {isWrong && (
        <p id={`${id}-wrong`} role="alert">
          {words.noReceipt}
        </p>
      )}
      <button type="submit" className="button button-second">
        {words.takeBack}
      </button>
    </form>
  );
}
