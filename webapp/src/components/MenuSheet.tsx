import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import { Icon, type IconName } from './Icon';
import { Sheet } from './Sheet';

export interface MenuSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSettings: () => void;
  readonly onAbout: () => void;
  readonly onStudy: () => void;
  /** Undefined where nobody gives pictures. */
  readonly onGiving: (() => void) | undefined;
  /** Undefined where the browser does not offer it. */
  readonly onInstall: (() => void) | undefined;
  readonly onLeave: () => void;
}

/** What is needed now and then. */
export function MenuSheet(props: MenuSheetProps): ReactElement {
  const { isOpen, onClose, onStudy, onSettings, onAbout, onGiving, onInstall, onLeave } = props;
  const { menu, giving, controls } = useCopy();
  const entries: readonly (readonly [IconName, string, (() => void) | undefined])[] = [
    ['files', menu.study, onStudy],
    ['settings', menu.settings, onSettings],
    ['about', menu.about, onAbout],
    ['give', giving.list, onGiving],
    ['install', menu.install, onInstall],
    ['leave', controls.leave, onLeave],
  ];
  return (
    <Sheet title={menu.title} isOpen={isOpen} onClose={onClose}>
      <ul className="menu">
        {entries.map(([icon, text, onClick]) =>
          onClick === undefined ? null : (
            <li key={icon}>
              <button type="button" className="menu-entry" data-entry={icon} onClick={onClick}>
                <Icon name={icon} />
                <span>{text}</span>
              </button>
            </li>
          ),
        )}
      </ul>
    </Sheet>
  );
}
