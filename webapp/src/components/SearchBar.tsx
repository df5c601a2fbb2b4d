import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';

export interface SearchBarProps {
  /** Of the picture that has been searched, 0 to 1. */
  readonly share: number;
  /** What was found is enough. */
  readonly onEnough: () => void;
}

/** How far the search for faces is, and its end. */
export function SearchBar({ share, onEnough }: SearchBarProps): ReactElement {
  const { media } = useCopy();
  return (
    <div className="video-bar search-bar">
      <label className="search-words">
        {media.searching}
        <progress value={share} />
      </label>
      <button type="button" className="search-enough" onClick={onEnough}>
        {media.enough}
      </button>
    </div>
  );
}
