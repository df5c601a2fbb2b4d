import { useEffect, useState, type Dispatch, type ReactElement } from 'react';
import type { Camera } from '../camera/openCamera';
import { LANGUAGES } from '../copy';
import { useCameras } from '../hooks/useCameras';
import { useCopy } from '../hooks/useCopy';
import type { SessionEvent } from '../state/session';
import { MIRRORS, SMOOTHINGS, type Settings, type SettingsStore } from '../state/settings';
import type { ExpressionReader, OfferedModel } from '../vision/index';
import { Choice } from './Choice';
import { GivingSetting } from './GivingSetting';
import { Sheet } from './Sheet';

export interface SettingsSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly settings: Settings;
  readonly store: SettingsStore;
  /** Reads now; undefined while it loads. */
  readonly reader: ExpressionReader | undefined;
  /** Tries again to load the chosen model. */
  readonly onReload: () => void;
  /** The one that is on. */
  readonly camera: Camera | undefined;
  readonly dispatch: Dispatch<SessionEvent>;
  /** Whether pictures may be given. */
  readonly isGiving: boolean;
  readonly onGiving: (isGiving: boolean) => void;
  readonly onGivingList: () => void;
}

/** What a person can choose, each with what it does. */
export function SettingsSheet(props: SettingsSheetProps): ReactElement {
  const { isOpen, onClose, settings, store, reader, camera, dispatch } = props;
  const { settings: copy } = useCopy();
  return (
    <Sheet title={copy.title} isOpen={isOpen} onClose={onClose}>
      <Choice
        title={copy.language}
        value={settings.language ?? ''}
        options={[
          ['', copy.languageAuto],
          ...Object.entries(LANGUAGES).map(
            ([tag, { languageName }]) => [tag, languageName] as const,
          ),
        ]}
        onChoose={(tag) => {
          store.change({ language: tag === '' ? undefined : tag });
        }}
      />
      <CameraSetting camera={camera} dispatch={dispatch} />
      <ModelChoice
        // While it loads, the one that was asked for.
        shown={reader?.info.model.name ?? settings.model}
        reader={reader}
        onChoose={(model) => {
          store.change({ model });
          // Chosen before, but another one reads: it could not be loaded then.
          if (model === settings.model) props.onReload();
        }}
      />
      <Choice
        title={copy.smoothing}
        help={copy.smoothingHelp}
        value={settings.smoothing}
        options={SMOOTHINGS.map((smoothing) => [smoothing, copy.smoothings[smoothing]])}
        onChoose={(smoothing) => {
          store.change({ smoothing });
        }}
      />
      <Choice
        title={copy.mirror}
        help={copy.mirrorHelp}
        value={settings.mirror}
        options={MIRRORS.map((mirror) => [mirror, copy.mirrors[mirror]])}
        onChoose={(mirror) => {
          store.change({ mirror });
        }}
      />
      <fieldset className="setting">
        <legend>{copy.sound}</legend>
        <label className="choice">
          <input
            type="checkbox"
            checked={settings.sound}
            onChange={(event) => {
              store.change({ sound: event.target.checked });
            }}
          />
          <span>{copy.soundHelp}</span>
        </label>
      </fieldset>
      {/* Pictures of faces go over no line that others can read. */}
      {window.isSecureContext && (
        <GivingSetting
          isOn={props.isGiving}
          onSwitch={props.onGiving}
          onList={props.onGivingList}
        />
      )}
      <p className="setting-kept">{store.isKept() === false ? copy.notKept : copy.kept}</p>
      <button
        type="button"
        className="button button-second"
        onClick={() => {
          props.onGiving(false);
          store.reset();
        }}
      >
        {copy.reset}
      </button>
    </Sheet>
  );
}

interface CameraSettingProps {
  readonly camera: Camera | undefined;
  readonly dispatch: Dispatch<SessionEvent>;
}

/** The device's cameras by name; nothing where there is only one, or none is on. */
function CameraSetting({ camera, dispatch }: CameraSettingProps): ReactElement | null {
  const { settings: copy } = useCopy();
  const all = useCameras(camera);
  if (all.length < 2) return null;
  return (
    <Choice
      title={copy.camera}
      value={camera?.deviceId ?? ''}
      options={all.map(({ deviceId, name }, index) => [
        deviceId,
        name === '' ? copy.cameraNumber(index + 1) : name,
      ])}
      onChoose={(deviceId) => {
        dispatch({ type: 'choose', choice: { deviceId } });
      }}
    />
  );
}

interface ModelChoiceProps {
  readonly shown: string | undefined;
  readonly reader: ExpressionReader | undefined;
  readonly onChoose: (model: string) => void;
}

/** The exported models with what was measured of them; nothing where there is only one. */
function ModelChoice({ shown, reader, onChoose }: ModelChoiceProps): ReactElement | null {
  const { settings: copy } = useCopy();
  const [models, setModels] = useState<readonly OfferedModel[]>([]);
  useEffect(() => {
    let isOver = false;
    // Until another one is there, what the last one told stays.
    reader?.models().then(
      (offered) => {
        if (!isOver) setModels(offered);
      },
      () => {
        // Without a connection only the model in use is known to be here.
        if (!isOver) setModels([]);
      },
    );
    return () => {
      isOver = true;
    };
  }, [reader]);
  if (models.length < 2) return null;
  return (
    <Choice
      title={copy.model}
      help={copy.modelHelp}
      value={shown ?? ''}
      options={models.map(({ name, bytes, measured }) => {
        const title = copy.modelNames[name] ?? name;
        return [
          name,
          measured === undefined ? title : copy.modelOption(title, measured.accuracy, bytes),
        ];
      })}
      onChoose={onChoose}
    />
  );
}
