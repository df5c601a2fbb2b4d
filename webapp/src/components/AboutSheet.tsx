import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import type { VisionState } from '../hooks/useVisionReader';
import type { LiveReading } from '../state/liveReading';
import type { ReaderInfo } from '../vision/index';
import { PrivacyLink } from './PrivacyLink';
import { Sheet } from './Sheet';

export interface AboutSheetProps {
  readonly isOpen: boolean;
  readonly vision: VisionState;
  readonly live: LiveReading;
  readonly onClose: () => void;
}

/** How it works, how far to trust it, what it is not for, and how to check that it keeps to itself. */
export function AboutSheet({ isOpen, vision, live, onClose }: AboutSheetProps): ReactElement {
  const { about } = useCopy();
  const info = vision.status === 'ready' ? vision.reader.info : undefined;
  const measured = info?.model.measured;
  const trust =
    measured === undefined ? about.trustUnknown : about.trust(measured.accuracy, measured.faces);
  const chapters = [
    [about.howTitle, about.how],
    [about.trustTitle, trust],
    [about.boundsTitle, about.bounds],
    [about.privacyTitle, about.privacy],
    [about.givingTitle, about.giving],
    [about.checkTitle, about.check],
    [about.installTitle, about.install],
  ] as const;
  return (
    <Sheet title={about.title} isOpen={isOpen} onClose={onClose}>
      {chapters.map(([title, text]) => (
        <section key={title}>
          <h3>{title}</h3>
          <p>{text}</p>
        </section>
      ))}
      <h3>{about.technicalTitle}</h3>
      {info !== undefined && <TechnicalList info={info} live={live} />}
      <PrivacyLink />
      <a
        className="sheet-link"
        href={`${import.meta.env.BASE_URL}licences.txt`}
        target="_blank"
        rel="noreferrer"
      >
        {about.licences}
      </a>
    </Sheet>
  );
}

interface TechnicalListProps {
  readonly info: ReaderInfo;
  readonly live: LiveReading;
}

function TechnicalList({ info, live }: TechnicalListProps): ReactElement {
  const { about, megabytes } = useCopy();
  const frameMs = live.current()?.timingsMs.total;
  const rows = [
    [about.model, `${info.model.name}, ${info.model.version}`],
    [about.size, `${megabytes(info.bytes.detector + info.bytes.expression)} MB`],
    [about.detector, about.detectorSource],
    ...(frameMs === undefined ? [] : [[about.speed, `${frameMs.toFixed(0)} ms`]]),
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
