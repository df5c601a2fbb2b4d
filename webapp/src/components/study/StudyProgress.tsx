import type { ReactElement } from 'react';
import type { StudyCopy } from '../../copy/study';
import type { FileCounts } from '../../study/files';
import type { Study, StudyState } from '../../study/study';
import { Icon } from '../Icon';

export interface StudyProgressProps {
  readonly study: Study;
  readonly state: StudyState;
  readonly counts: FileCounts;
  readonly copy: StudyCopy;
}

/** How far it is, how long it takes still, and what can be done about it. */
export function StudyProgress({ study, state, counts, copy }: StudyProgressProps): ReactElement {
  const { files, phase, leftMs } = state;
  const finished = counts.done + counts.failed;
  const waiting = counts.waiting + counts.reading;
  const isReading = phase !== 'ready';
  const reading = files.find((file) => file.state === 'reading')?.share ?? 0;
  const unread = counts.failed + counts.cancelled;
  return (
    <section className="study-progress">
      <div className="study-heads">
        <p className="study-count">
          {isReading || finished === 0
            ? copy.progress(finished, files.length)
            : copy.finished(counts.done)}
        </p>
        {isReading && (
          <p className="study-left">{phase === 'paused' ? copy.paused : copy.left(leftMs)}</p>
        )}
      </div>
      <div
        className="study-bar"
        role="progressbar"
        aria-label={copy.files}
        aria-valuemin={0}
        aria-valuemax={files.length}
        aria-valuenow={finished}
        aria-valuetext={copy.progress(finished, files.length)}
      >
        <span
          style={{ transform: `scaleX(${((finished + reading) / files.length).toFixed(4)})` }}
        />
      </div>
      {/* Spoken when it ends, not at every file. */}
      <p role="status" className="visually-hidden">
        {!isReading && finished > 0 ? copy.finished(counts.done) : ''}
      </p>
      <div className="study-actions">
        {isReading && (
          <>
            <button
              type="button"
              className="button button-second"
              onClick={phase === 'paused' ? study.resume : study.pause}
            >
              <Icon name={phase === 'paused' ? 'play' : 'pause'} />
              {phase === 'paused' ? copy.resume : copy.pause}
            </button>
            <button type="button" className="button button-second" onClick={study.cancel}>
              <Icon name="close" />
              {copy.cancel}
            </button>
          </>
        )}
        {!isReading && waiting > 0 && (
          <button type="button" className="button button-primary" onClick={study.start}>
            {copy.start(waiting)}
          </button>
        )}
      </div>
      {unread > 0 && (
        <div className="study-unread">
          <p>
            {[
              counts.failed > 0 ? copy.unreadable(counts.failed) : '',
              counts.cancelled > 0 ? copy.stopped(counts.cancelled) : '',
            ]
              .filter((text) => text !== '')
              .join(' · ')}
          </p>
          {!isReading && waiting === 0 && (
            <button
              type="button"
              className="timeline-button"
              onClick={() => {
                study.retry();
              }}
            >
              {copy.againAll}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
