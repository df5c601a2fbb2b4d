import { useCallback, useEffect, useRef, useState } from 'react';

/** How a person can hand over a file. */
export interface FilePicking {
  /** Opens the device's own chooser; on phones that offers the camera too. */
  readonly choose: () => void;
  /** A file is held over the page. */
  readonly isDragging: boolean;
}

/** Takes photos and videos that are chosen, pasted or dropped anywhere on the page. */
export function useFilePicking(onFile: (file: File) => void): FilePicking {
  const [isDragging, setDragging] = useState(false);
  const input = useRef<HTMLInputElement | undefined>(undefined);

  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    const take = (files: FileList | undefined) => {
      const file = files?.[0];
      if (file !== undefined) onFile(file);
      return file !== undefined;
    };
    const chooser = document.createElement('input');
    chooser.type = 'file';
    chooser.accept = 'image/*,video/*';
    chooser.addEventListener(
      'change',
      () => {
        take(chooser.files ?? undefined);
        // Else the same file could not be chosen again.
        chooser.value = '';
      },
      { signal },
    );
    input.current = chooser;

    window.addEventListener(
      'paste',
      (event) => {
        if (take(event.clipboardData?.files)) event.preventDefault();
      },
      { signal },
    );
    window.addEventListener(
      'dragover',
      (event) => {
        if (!hasFiles(event)) return;
        // Without this the browser leaves the page and shows the file by itself.
        event.preventDefault();
        setDragging(true);
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
        if (!hasFiles(event)) return;
        event.preventDefault();
        setDragging(false);
        take(event.dataTransfer?.files);
      },
      { signal },
    );
    return () => {
      ended.abort();
    };
  }, [onFile]);

  const choose = useCallback(() => {
    input.current?.click();
  }, []);
  return { choose, isDragging };
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}
