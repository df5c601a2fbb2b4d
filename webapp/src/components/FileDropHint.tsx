import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import { Icon } from './Icon';

/** Says that the file may be let go. */
export function FileDropHint(): ReactElement {
  const { media } = useCopy();
  return (
    <div className="drop-hint" aria-hidden="true">
      <Icon name="picture" />
      <p>{media.drop}</p>
    </div>
  );
}
