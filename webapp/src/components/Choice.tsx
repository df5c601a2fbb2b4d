import { useId, type ReactElement } from 'react';

export interface ChoiceProps<Value extends string> {
  readonly title: string;
  readonly help?: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChoose: (value: Value) => void;
}

/** One of a few, as radio buttons. */
export function Choice<Value extends string>(props: ChoiceProps<Value>): ReactElement {
  const { title, help, value, options, onChoose } = props;
  const name = useId();
  return (
    <fieldset
      className="setting"
      aria-describedby={help === undefined ? undefined : `${name}-help`}
    >
      <legend>{title}</legend>
      {help !== undefined && <p id={`${name}-help`}>{help}</p>}
      <div className="setting-options">
        {options.map(([option, text]) => (
          <label className="choice" key={option}>
            <input
              type="radio"
              name={name}
              checked={option === value}
              onChange={() => {
                onChoose(option);
              }}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
