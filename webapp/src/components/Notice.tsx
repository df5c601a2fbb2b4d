import type { ReactElement } from 'react';
import { LIVE, NOTICE } from '../copy';
import type { VisionState } from '../hooks/useVisionReader';
import { FacePicture } from './FacePicture';
import { Icon } from './Icon';
import { LoadingLine } from './LoadingLine';

export interface NoticeProps {
  readonly vision: VisionState;
  readonly onOpen: () => void;
  readonly onAbout: () => void;
}

/** What a person reads first: what it does, what it does not, and one button. */
export function Notice({ vision, onOpen, onAbout }: NoticeProps): ReactElement {
  return (
    <main className="notice">
      <div className="notice-picture">
        <FacePicture />
      </div>
      <div className="notice-words">
        <p className="notice-name">{NOTICE.name}</p>
        <h1>{NOTICE.lead}</h1>
        <p className="notice-intro">{NOTICE.intro}</p>
        <ul className="facts">
          {NOTICE.facts.map(({ icon, title, text }) => (
            <li key={title}>
              <Icon name={icon} />
              <p>
                <strong>{title}.</strong> {text}
              </p>
            </li>
          ))}
        </ul>
      </div>
      <div className="notice-actions">
        <button type="button" className="button button-primary" onClick={onOpen}>
          {NOTICE.open}
        </button>
        <div className="notice-below">
          <LoadingLine vision={vision} />
          <button type="button" className="button button-quiet" onClick={onAbout}>
            {LIVE.about}
          </button>
        </div>
      </div>
    </main>
  );
}
