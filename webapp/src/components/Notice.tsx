import type { ReactElement, RefObject } from 'react';
import { useCopy } from '../hooks/useCopy';
import type { VisionState } from '../hooks/useVisionReader';
import { FacePicture } from './FacePicture';
import { Icon, type IconName } from './Icon';
import { LoadingLine } from './LoadingLine';

export interface NoticeProps {
  readonly vision: VisionState;
  readonly heading: RefObject<HTMLHeadingElement | null>;
  /** Whether pictures may be given. */
  readonly isGiving: boolean;
  readonly onOpen: () => void;
  readonly onPicture: () => void;
  readonly onAbout: () => void;
}

/** What a person reads first: what it does, what it does not, and one button. */
export function Notice(props: NoticeProps): ReactElement {
  const { vision, heading, isGiving, onOpen, onPicture, onAbout } = props;
  const { notice, menu } = useCopy();
  const facts: readonly (readonly [IconName, string, string])[] = [
    ['device', notice.staysTitle, isGiving ? notice.staysGiving : notice.stays],
    ['estimate', notice.guessesTitle, notice.guesses],
    ['bounds', notice.judgesTitle, notice.judges],
  ];
  return (
    <main className="notice">
      <div className="notice-picture">
        <FacePicture />
      </div>
      <div className="notice-words">
        <p className="notice-name">{notice.name}</p>
        <h1 ref={heading} tabIndex={-1}>
          {notice.lead}
        </h1>
        <p className="notice-intro">{notice.intro}</p>
        <ul className="facts">
          {facts.map(([icon, title, text]) => (
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
          {notice.open}
        </button>
        <button type="button" className="button button-second" onClick={onPicture}>
          <Icon name="picture" />
          {notice.picture}
        </button>
        <div className="notice-below">
          <LoadingLine vision={vision} />
          <button type="button" className="button button-quiet" onClick={onAbout}>
            {menu.about}
          </button>
        </div>
      </div>
    </main>
  );
}
