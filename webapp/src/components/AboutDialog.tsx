import { useEffect, useRef, type ReactElement } from 'react';
import { ABOUT, LIVE, megabytes } from '../copy';
import type { VisionState } from '../hooks/useVisionReader';
import type { LiveReading } from '../state/liveReading';
import type { ReaderInfo } from '../vision/index';
import { Icon } from './Icon';

export interface AboutDialogProps {
  readonly isOpen: boolean;
  readonly vision: VisionState;
  readonly live: LiveReading;
  readonly onClose: () => void;
}

/** How it works, how far to trust it, and what it is not for. */
export function AboutDialog({ isOpen, vision, live, onClose }: AboutDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const info = vision.status === 'ready' ? vision.reader.info : undefined;
  const measured = info?.model.measured;
  return (
    <dialog className="about" ref={dialog} aria-labelledby="about-title" onClose={onClose}>
      <div className="about-top">
        <h2 id="about-title">{ABOUT.title}</h2>
        <button type="button" className="control" onClick={onClose} aria-label={ABOUT.close}>
          <Icon name="close" />
        </button>
      </div>
      {/* Long on a phone: it scrolls, so the keyboard must reach it. */}
      <div className="about-words" tabIndex={0} role="region" aria-label={LIVE.about}>
        <h3>{ABOUT.howTitle}</h3>
        <p>{ABOUT.how}</p>
        <h3>{ABOUT.trustTitle}</h3>
        <p>
          {measured === undefined
            ? ABOUT.trustUnknown
            : ABOUT.trust(measured.accuracy, measured.faces)}
        </p>
        <h3>{ABOUT.boundsTitle}</h3>
        <p>{ABOUT.bounds}</p>
        <h3>{ABOUT.privacyTitle}</h3>
        <p>{ABOUT.privacy}</p>
        <h3>{ABOUT.technicalTitle}</h3>
        {info !== undefined && isOpen && <TechnicalList info={info} live={live} />}
      </div>
    </dialog>
  );
}

interface TechnicalListProps {
  readonly info: ReaderInfo;
  readonly live: LiveReading;
}

function TechnicalList({ info, live }: TechnicalListProps): ReactElement {
  const frameMs = live.current()?.timingsMs.total;
  const rows = [
    [ABOUT.model, `${info.model.name}, ${info.model.version}`],
    [ABOUT.backend, ABOUT.backends[info.backend]],
    [ABOUT.size, `${megabytes(info.bytes.detector + info.bytes.expression)} MB`],
    [ABOUT.detector, ABOUT.detectorSource],
    ...(frameMs === undefined ? [] : [[ABOUT.speed, `${frameMs.toFixed(0)} ms`]]),
  ] as const;
  return (
    <dl>
      {rows.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
