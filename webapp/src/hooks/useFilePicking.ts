import { useCallback, useEffect, useRef, useState } from 'react';
import type { MediaErrorCode } from '../media/errors';

/** How a person can hand over a file. */
export interface FilePicking {
  /** Opens the device's own chooser; on phones that offers the camera too. */
  readonly choose: () => void;
  /** A file is held over the page. */
  readonly isDragging: boolean;
}

/** A file, or of what was dropped what may be a folder. */
export type PickedFile = File | FileSystemEntry;

/**
 * Takes photos and videos that are chosen, pasted or dropped anywhere on the page. What is dropped
 * without a file, such as a picture of another site, is refused; in no case is the page left for it.
 *
 * @param onFiles gets a single file as a File
 */
export function useFilePicking(
  onFiles: (files: readonly PickedFile[]) => void,
  onRefused: (code: MediaErrorCode) => void,
): FilePicking {
  const [isDragging, setDragging] = useState(false);
  const input = useRef<HTMLInputElement | undefined>(undefined);

  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    const take = (files: readonly PickedFile[]) => {
      if (files.length > 0) onFiles(files);
      return files.length > 0;
    };
    const chooser = makeChooser();
    // Safari on iOS opens no chooser, or reports no change, where the input is nowhere.
    document.body.append(chooser);
    chooser.addEventListener(
      'change',
      () => {
        take([...(chooser.files ?? [])]);
        // Else the same file could not be chosen again.
        chooser.value = '';
      },
      { signal },
    );
    input.current = chooser;

    window.addEventListener(
      'paste',
      (event) => {
        if (take([...(event.clipboardData?.files ?? [])])) event.preventDefault();
      },
      { signal },
    );
    window.addEventListener(
      'dragover',
      (event) => {
        if (isForText(event)) return;
        // Without this the browser leaves the page and shows what was dropped by itself.
        event.preventDefault();
        setDragging(hasFiles(event) || hasAddress(event));
      },
      { signal },
    );
    window.addEventListener(
      'dragleave',
      (event) => {
        // Between the page's own elements it has somewhere to go.
        if (event.relatedTarget === null) setDragging(false);
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        if (isForText(event)) return;
        event.preventDefault();
        setDragging(false);
        if (take(droppedFiles(event))) return;
        if (hasFiles(event) || hasAddress(event)) onRefused('addressOnly');
      },
      { signal },
    );
    return () => {
      ended.abort();
      chooser.remove();
    };
  }, [onFiles, onRefused]);

  const choose = useCallback(() => {
    input.current?.click();
  }, []);
  return { choose, isDragging };
}

/** In the document, but for nobody to see or to reach: the page's buttons open it. */
function makeChooser(): HTMLInputElement {
  const chooser = document.createElement('input');
  chooser.type = 'file';
  chooser.multiple = true;
  chooser.accept = 'image/*,video/*';
  chooser.className = 'visually-hidden';
  chooser.tabIndex = -1;
  chooser.setAttribute('aria-hidden', 'true');
  return chooser;
}

/** To be called within the event's listener: afterwards its data cannot be read. */
function droppedFiles({ dataTransfer }: DragEvent): readonly PickedFile[] {
  const entries = [...(dataTransfer?.items ?? [])]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  const files = [...(dataTransfer?.files ?? [])];
  return entries.length > 1 || entries[0]?.isDirectory === true ? entries : files;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/** Pictures and links of other sites. */
function hasAddress(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? [];
  return types.includes('text/uri-list') || types.includes('text/html');
}

/** Text that is dragged into a field is the field's; a file would replace the page. */
function isForText(event: DragEvent): boolean {
  const { target } = event;
  return target instanceof HTMLInputElement && target.type === 'text' && !hasFiles(event);
}
