import { useCallback, useRef, useState, type Dispatch } from 'react';
import { MediaError, type MediaErrorCode } from '../media/errors';
import { openFile } from '../media/openFile';
import type { SessionEvent } from '../state/session';

/** How far a chosen file is. */
export type FileState =
  | { readonly status: 'idle' }
  | { readonly status: 'opening' }
  | { readonly status: 'failed'; readonly code: MediaErrorCode };

const IDLE: FileState = { status: 'idle' };

export interface FileOpening {
  readonly state: FileState;
  readonly open: (file: File) => void;
  /** A file that was opened broke later. */
  readonly report: (code: MediaErrorCode) => void;
  /** The failure was read, or the person went on without the file. */
  readonly dismiss: () => void;
}

/** Opens chosen files and hands them to the session; the newest wins. */
export function useOpenFile(dispatch: Dispatch<SessionEvent>): FileOpening {
  const [state, setState] = useState<FileState>(IDLE);
  const newest = useRef<File | undefined>(undefined);

  const open = useCallback(
    (file: File) => {
      newest.current = file;
      setState({ status: 'opening' });
      openFile(file).then(
        (opened) => {
          if (newest.current !== file) {
            if (opened.kind === 'photo') opened.bitmap.close();
            else opened.video.release();
            return;
          }
          setState(IDLE);
          if (opened.kind === 'photo') {
            dispatch({ type: 'photoOpened', photo: opened });
          } else {
            dispatch({ type: 'videoOpened', video: { ...opened.video, name: file.name } });
          }
        },
        (error: unknown) => {
          if (newest.current !== file) return;
          setState({
            status: 'failed',
            code: error instanceof MediaError ? error.code : 'unreadablePicture',
          });
        },
      );
    },
    [dispatch],
  );
  const dismiss = useCallback(() => {
    newest.current = undefined;
    setState(IDLE);
  }, []);
  const report = useCallback((code: MediaErrorCode) => {
    setState({ status: 'failed', code });
  }, []);
  return { state, open, report, dismiss };
}
