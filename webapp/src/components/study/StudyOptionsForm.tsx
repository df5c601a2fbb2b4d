import type { ReactElement } from 'react';
import type { StudyCopy } from '../../copy/study';
import type { StudyOptions } from '../../study/study';
import { Choice } from '../Choice';

export interface StudyOptionsFormProps {
  readonly copy: StudyCopy;
  readonly options: StudyOptions;
  /** Something was read already, in the way that they say. */
  readonly isLocked: boolean;
  readonly isKept: boolean;
  readonly onOptions: (options: StudyOptions) => void;
  readonly onKeep: (isKept: boolean) => void;
}

/** How videos are read, what the table holds, and whether it stays. */
export function StudyOptionsForm(props: StudyOptionsFormProps): ReactElement {
  const { copy, options, isLocked, isKept, onOptions, onKeep } = props;
  const words = copy.options;
  return (
    <section className="study-options">
      {isLocked ? (
        <p>{words.locked(options.everyMs, options.isSteady)}</p>
      ) : (
        <>
          <Choice
            title={words.step}
            help={words.stepHelp}
            value={String(options.everyMs)}
            options={Object.entries(words.steps).map(([everyMs, text]) => [everyMs, text])}
            onChoose={(everyMs) => {
              onOptions({ ...options, everyMs: Number(everyMs) });
            }}
          />
          <Switch
            text={words.steady}
            help={words.steadyHelp}
            isOn={options.isSteady}
            onChange={(isSteady) => {
              onOptions({ ...options, isSteady });
            }}
          />
        </>
      )}
      <Switch text={words.keep} help={words.keepHelp} isOn={isKept} onChange={onKeep} />
    </section>
  );
}

interface SwitchProps {
  readonly text: string;
  readonly help: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Switch({ text, help, isOn, onChange }: SwitchProps): ReactElement {
  return (
    <label className="choice study-switch">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      <span>
        {text}
        <small>{help}</small>
      </span>
    </label>
  );
}
