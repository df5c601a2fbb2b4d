import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import { PrivacyLink } from './PrivacyLink';

export interface GivingSettingProps {
  readonly isOn: boolean;
  readonly onSwitch: (isOn: boolean) => void;
  /** Asked for the pictures given on this device; possible whether it is on or not. */
  readonly onList: () => void;
}

/** The words under which pictures may be given, and the switch. Their version: state/consent.ts. */
export function GivingSetting({ isOn, onSwitch, onList }: GivingSettingProps): ReactElement {
  const { giving } = useCopy();
  return (
    <fieldset className="setting">
      <legend>{giving.title}</legend>
      <p>{giving.how}</p>
      <p>{giving.sentTitle}</p>
      <ul className="face-hints">
        {giving.sent.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p>{giving.never}</p>
      <p>{giving.kept}</p>
      <PrivacyLink />
      <label className="choice">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => {
            onSwitch(event.target.checked);
          }}
        />
        <span>{giving.agree}</span>
      </label>
      <div>
        <button type="button" className="button button-second" onClick={onList}>
          {giving.list}
        </button>
      </div>
    </fieldset>
  );
}
