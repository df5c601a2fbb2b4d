import { useCallback, useEffect, useState, useSyncExternalStore, type ReactElement } from 'react';
import { studyCopy } from '../../copy/study';
import { useCopy } from '../../hooks/useCopy';
import { useWakeLock } from '../../hooks/useWakeLock';
import { keepStorage } from '../../offline/keepStorage';
import { countStates } from '../../study/files';
import type { Source } from '../../study/sources';
import { AskFirst } from '../AskFirst';
import { StudyChoosers } from './StudyChoosers';
import { StudyList } from './StudyList';
import { StudyOptionsForm } from './StudyOptionsForm';
import type { StudyPart } from './StudyPart';
import { StudyProgress } from './StudyProgress';
import { StudySaving } from './StudySaving';

export interface StudyViewProps {
  readonly part: StudyPart;
  /** What was brought from outside, to be added. */
  readonly brought: readonly Source[];
  /** Files are held over the page. */
  readonly isDragging: boolean;
}

/** Many files into one table: choose them, read them, save what was read. */
export function StudyView({ part, brought, isDragging }: StudyViewProps): ReactElement {
  const { study, keeping } = part;
  const page = useCopy();
  const copy = studyCopy(page);
  const state = useSyncExternalStore(
    useCallback((listener: () => void) => study.subscribe(listener), [study]),
    () => study.state(),
  );
  const [note, setNote] = useState('');
  const [isKept, setKept] = useState(() => keeping.isOn());
  const { files, phase, trouble } = state;
  const counts = countStates(files);
  const isReading = phase !== 'ready';
  useWakeLock(phase === 'running');

  const bring = useCallback(
    (sources: readonly Source[]) => {
      void part.bring(sources).then((found) => {
        if (found === undefined) return;
        const isNothing = found.found.length === 0;
        if (isNothing) setNote(copy.none);
        else setNote(found.others === 0 ? '' : copy.others(found.others));
      });
    },
    [part, copy],
  );
  useEffect(() => {
    if (brought.length > 0) bring(brought);
  }, [brought, bring]);

  const turnKeeping = (isOn: boolean) => {
    if (isOn) keepStorage();
    keeping.turn(isOn, study.state()).then(
      () => {
        setKept(keeping.isOn());
        setNote('');
      },
      () => {
        setNote(copy.notKept);
      },
    );
  };

  const troubleText =
    trouble === undefined
      ? undefined
      : trouble === 'otherVersion' || trouble === 'notKept'
        ? copy[trouble]
        : page.failures[trouble].text;

  return (
    <div className="study" data-phase={phase} data-dragging={isDragging}>
      {files.length === 0 ? (
        <section className="study-empty">
          <h3>{copy.lead}</h3>
          <p>{copy.intro}</p>
          <StudyChoosers copy={copy} isFirst onFiles={bring} />
          <p className="study-drop">{copy.drop}</p>
        </section>
      ) : (
        <StudyProgress study={study} state={state} counts={counts} copy={copy} />
      )}
      <p role="status" className="study-note">
        {note}
      </p>
      {troubleText !== undefined && (
        <p role="alert" className="study-trouble">
          {troubleText}
        </p>
      )}
      {counts.done + counts.failed > 0 && (
        <StudySaving state={state} store={keeping.store()} copy={copy} page={page} />
      )}
      {!isReading && (
        <StudyOptionsForm
          copy={copy}
          options={state.options}
          isLocked={counts.done + counts.failed > 0}
          isKept={isKept}
          onOptions={(options) => {
            study.setOptions(options);
          }}
          onKeep={turnKeeping}
        />
      )}
      {files.length > 0 && (
        <>
          <StudyList
            files={files}
            labels={state.source?.labels ?? []}
            copy={copy}
            onRetry={study.retry}
          />
          <div className="study-foot">
            <StudyChoosers copy={copy} isFirst={false} onFiles={bring} />
            {!isReading && (
              <AskFirst
                label={copy.clear}
                question={copy.clearQuestion}
                yes={copy.clearYes}
                no={copy.clearNo}
                onYes={() => {
                  void study.clear();
                  setNote('');
                }}
              >
                {(ask) => (
                  <button type="button" className="timeline-button" data-lead onClick={ask}>
                    {copy.clear}
                  </button>
                )}
              </AskFirst>
            )}
          </div>
        </>
      )}
    </div>
  );
}
