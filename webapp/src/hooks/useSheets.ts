import { useCallback, useState } from 'react';
import type { FaceReading } from '../vision/index';

type SheetName = 'none' | 'menu' | 'settings' | 'about' | 'timeline' | 'giving' | 'study';

/** What lies over the page; one thing at a time. */
export type OpenSheet =
  { readonly name: SheetName } | { readonly name: 'face'; readonly face: FaceReading };

export interface Sheets {
  readonly sheet: OpenSheet;
  readonly show: (sheet: OpenSheet) => void;
  /** What shows that one. */
  readonly opening: (name: SheetName) => () => void;
  /** Closes that one, if it is open: a dialog reports that it closed, also when another took its place. */
  readonly close: (name: OpenSheet['name']) => void;
  /** What closes that one. */
  readonly closing: (name: OpenSheet['name']) => () => void;
}

/** @param first open from the beginning */
export function useSheets(first: SheetName): Sheets {
  const [sheet, show] = useState<OpenSheet>({ name: first });
  const close = useCallback((name: OpenSheet['name']) => {
    show((now) => (now.name === name ? { name: 'none' } : now));
  }, []);
  return {
    sheet,
    show,
    opening: (name) => () => {
      show({ name });
    },
    close,
    closing: (name) => () => {
      close(name);
    },
  };
}
