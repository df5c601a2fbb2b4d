import type { ReactElement } from 'react';
import { useBakeOff } from '../hooks/useBakeOff';
import { useCopy } from '../hooks/useCopy';
import { COMPUTINGS } from '../state/settings';
import { fastestBackend, type BackendChoice, type BackendMeasurement } from '../vision/index';
import { Choice } from './Choice';

export interface ComputingChoiceProps {
  readonly value: BackendChoice;
  /** To measure with. */
  readonly model: string | undefined;
  readonly onMeasuring: (isMeasuring: boolean) => void;
  readonly onChoose: (choice: BackendChoice) => void;
}

/** What the networks are computed with, with what was measured on this device. */
export function ComputingChoice(props: ComputingChoiceProps): ReactElement {
  const { value, model, onMeasuring, onChoose } = props;
  const { settings, backends } = useCopy();
  const [bakeOff, measure] = useBakeOff(model, onMeasuring);
  const measurements = 'measurements' in bakeOff ? bakeOff.measurements : [];
  const resultOf = (measurement: BackendMeasurement) =>
    measurement.status === 'measured'
      ? settings.measured(measurement.faceMs)
      : settings.refused[measurement.reason];
  return (
    <>
      <Choice
        title={settings.backend}
        help={settings.backendHelp}
        value={value}
        options={COMPUTINGS.map((choice) => {
          const found = measurements.find((measurement) => measurement.choice === choice);
          const name = backends[choice];
          return [choice, found === undefined ? name : `${name}: ${resultOf(found)}`];
        })}
        onChoose={onChoose}
      />
      <div className="setting-measure">
        <button
          type="button"
          className="button button-second"
          aria-disabled={bakeOff.status === 'measuring'}
          onClick={() => {
            if (bakeOff.status !== 'measuring') measure();
          }}
        >
          {bakeOff.status === 'measuring' ? settings.measuring : settings.measure}
        </button>
        <p role="status">
          {bakeOff.status === 'done' &&
            settings.quickest(backends[fastestBackend(bakeOff.measurements)])}
          {bakeOff.status === 'failed' && settings.notMeasured}
        </p>
      </div>
    </>
  );
}
