import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import type { MediaErrorCode } from '../media/errors';
import { Sheet } from './Sheet';

export interface FileSheetProps {
  /** Why a file is not shown; undefined closes the sheet. */
  readonly code: MediaErrorCode | undefined;
  readonly onClose: () => void;
  readonly onAnother: () => void;
}

/** Why a chosen file is not shown, and the way on. */
export function FileSheet({ code, onClose, onAnother }: FileSheetProps): ReactElement {
  const { media, notice } = useCopy();
  const failure = code === undefined ? undefined : media.failures[code];
  return (
    <Sheet title={failure?.title ?? ''} isOpen={failure !== undefined} onClose={onClose}>
      <p role="alert" className="file-failure">
        {failure?.text}
      </p>
      <button
        type="button"
        className="button button-primary"
        onClick={() => {
          onClose();
          onAnother();
        }}
      >
        {notice.picture}
      </button>
    </Sheet>
  );
}
