import { useRef, type ReactElement } from 'react';
import type { StudyCopy } from '../../copy/study';
import type { Source } from '../../study/sources';
import { Icon } from '../Icon';

export interface StudyChoosersProps {
  readonly copy: StudyCopy;
  /** Nothing was chosen yet: the buttons are what there is to do. */
  readonly isFirst: boolean;
  readonly onFiles: (files: readonly Source[]) => void;
}

/** Opens the device's own chooser, for files or for a folder where it has folders. */
export function StudyChoosers({ copy, isFirst, onFiles }: StudyChoosersProps): ReactElement {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    onFiles([...(input.files ?? [])]);
    // Else the same files could not be chosen again.
    input.value = '';
  };
  return (
    <div className="study-choosers">
      <button
        type="button"
        className={isFirst ? 'button button-primary' : 'timeline-button'}
        onClick={() => files.current?.click()}
      >
        {isFirst ? copy.choose : copy.more}
      </button>
      {'webkitdirectory' in HTMLInputElement.prototype && (
        <button
          type="button"
          className={isFirst ? 'button button-second' : 'timeline-button'}
          onClick={() => folder.current?.click()}
        >
          {isFirst && <Icon name="files" />}
          {isFirst ? copy.chooseFolder : copy.moreFolder}
        </button>
      )}
      <input
        ref={files}
        type="file"
        hidden
        multiple
        accept="image/*,video/*"
        onChange={(event) => {
          take(event.currentTarget);
        }}
      />
      <input
        ref={folder}
        type="file"
        hidden
        multiple
        webkitdirectory=""
        onChange={(event) => {
          take(event.currentTarget);
        }}
      />
    </div>
  );
}
