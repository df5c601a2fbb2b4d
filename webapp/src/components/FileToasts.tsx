import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import type { Photo } from '../state/session';

export interface FileToastsProps {
  readonly isOpening: boolean;
  /** The photo that is shown. */
  readonly photo: Photo | undefined;
}

/** What there is to say of a file that was chosen. */
export function FileToasts({ isOpening, photo }: FileToastsProps): ReactElement {
  const { media } = useCopy();
  if (isOpening) return <p className="toast">{media.opening}</p>;
  return (
    <>
      {photo?.isCutOff === true && <p className="toast">{media.cutOff}</p>}
      {photo?.isAnimation === true && <p className="toast">{media.animation}</p>}
    </>
  );
}
