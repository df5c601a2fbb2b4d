import { useCallback, useState } from 'react';
import type { PickedFile } from '../../hooks/useFilePicking';
import { useLaterPart, type LaterPart } from '../../hooks/useLaterPart';
import type { SettingsStore } from '../../state/settings';
import type { StudyPart } from './StudyPart';

/** The part of the page that reads many files into a table. */
export interface StudyControl {
  readonly later: LaterPart<StudyPart>;
  /** What it is to take. */
  readonly brought: readonly PickedFile[];
  readonly bring: (files: readonly PickedFile[]) => void;
}

const NOTHING: readonly PickedFile[] = [];

/** It is there from when it was opened first: what it reads is not lost when it is closed. */
export function useStudyPart(store: SettingsStore): StudyControl {
  const [brought, bring] = useState<readonly PickedFile[]>();
  const load = useCallback(async () => {
    const { startStudy } = await import('./StudyPart');
    return startStudy(() => store.current().model);
  }, [store]);
  const later = useLaterPart(brought !== undefined, load);
  return { later, brought: brought ?? NOTHING, bring };
}
