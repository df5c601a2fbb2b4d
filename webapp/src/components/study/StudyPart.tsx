import { MODELS_URL } from '../../hooks/useVisionReader';
import { createKeeping, type Keeping } from '../../study/keeping';
import { findFiles, type FoundFiles, type Source } from '../../study/sources';
import { createStudy, type Study } from '../../study/study';
import { createReader } from '../../vision/index';
import { StudyView } from './StudyView';
import '../../styles/study.css';

/** What a person gets who brings many files. App.tsx loads it then, and not before. */
export interface StudyPart {
  readonly study: Study;
  readonly keeping: Keeping;
  readonly View: typeof StudyView;
  /** Adds the files; the same list is added only once. */
  bring(sources: readonly Source[]): Promise<FoundFiles | undefined>;
  dispose(): void;
}

/** @param modelOf the model that the person chose, by now */
export async function startStudy(modelOf: () => string | undefined): Promise<StudyPart> {
  const keeping = await createKeeping(() => window.localStorage);
  const study = createStudy({
    openReader: (smoothingHalfLifeMs) =>
      createReader({
        models: MODELS_URL,
        // A table is of one model.
        model: study.state().source?.model.name ?? modelOf(),
        smoothingHalfLifeMs,
      }),
    store: keeping.store,
    onDone: keeping.onDone,
    first: keeping.first,
  });
  let last: readonly Source[] | undefined;
  const leaving = new AbortController();
  window.addEventListener(
    'beforeunload',
    (event) => {
      const { phase, files } = study.state();
      const isThere = phase !== 'ready' || files.some(({ frames }) => frames > 0);
      // The browser then asks; also before another window starts this one again for an update.
      if (isThere && !keeping.isOn()) event.preventDefault();
    },
    { signal: leaving.signal },
  );
  return {
    study,
    keeping,
    View: StudyView,
    bring: async (sources) => {
      if (sources === last) return undefined;
      last = sources;
      const files = await findFiles(sources);
      study.add(files.found);
      return files;
    },
    dispose: () => {
      leaving.abort();
      study.dispose();
      keeping.dispose();
    },
  };
}
