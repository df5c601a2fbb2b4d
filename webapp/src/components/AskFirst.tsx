import { useState, type MouseEvent, type ReactElement, type ReactNode } from 'react';
import { flushSync } from 'react-dom';

export interface AskFirstProps {
  /** What is asked about; names the group. */
  readonly label: string;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  /** Shown until it is asked; what it marks with `data-lead` gets the focus back. */
  readonly children: (ask: (event: MouseEvent<HTMLElement>) => void) => ReactNode;
}

/** Buttons of which one asks before it does what cannot be undone. */
export function AskFirst(props: AskFirstProps): ReactElement {
  const { label, question, yes, no, onYes, children } = props;
  const [isAsking, setAsking] = useState(false);
  const show = (next: boolean, { currentTarget }: MouseEvent<HTMLElement>) => {
    const row = currentTarget.closest('.timeline-actions');
    flushSync(() => {
      setAsking(next);
    });
    // The pressed button goes away: the keyboard must not be left behind.
    row?.querySelector<HTMLElement>('[data-lead]')?.focus();
  };
  if (!isAsking) {
    return (
      <div className="timeline-actions">
        {children((event) => {
          show(true, event);
        })}
      </div>
    );
  }
  return (
    <div className="timeline-actions" role="group" aria-label={label}>
      <p className="timeline-question">{question}</p>
      <button
        type="button"
        className="timeline-button"
        onClick={(event) => {
          onYes();
          show(false, event);
        }}
      >
        {yes}
      </button>
      <button
        type="button"
        className="timeline-button"
        data-lead
        onClick={(event) => {
          show(false, event);
        }}
      >
        {no}
      </button>
    </div>
  );
}
