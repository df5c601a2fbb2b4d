import { useId, useLayoutEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useCopy } from '../hooks/useCopy';
import { Icon } from './Icon';

export interface SheetProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** Also called when the person presses Escape or taps beside it. */
  readonly onClose: () => void;
  /** As large as the window lets it be. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** A dialog over the page: from below on a phone, in the middle of a larger screen. */
export function Sheet({ title, isOpen, onClose, isWide, children }: SheetProps): ReactElement {
  const copy = useCopy();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // A layout effect, so that the page below can take the focus when it closes.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null || element.open === isOpen) return;
    if (isOpen) element.showModal();
    else element.close();
  }, [isOpen]);
  return (
    <dialog
      className={isWide === true ? 'sheet sheet-wide' : 'sheet'}
      ref={dialog}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        // The backdrop is the dialog itself; what is in it covers the rest.
        if (event.target === dialog.current) dialog.current.close();
      }}
    >
      <div className="sheet-top">
        <h2 id={titleId}>{title}</h2>
        <button
          type="button"
          className="control"
          onClick={() => dialog.current?.close()}
          aria-label={copy.controls.close}
        >
          <Icon name="close" />
        </button>
      </div>
      {/* Long on a phone: it scrolls, so the keyboard must reach it. */}
      <div className="sheet-body" tabIndex={0} role="region" aria-label={title}>
        {/* Closed, it costs nothing and holds nothing. */}
        {isOpen && children}
      </div>
    </dialog>
  );
}
