import {
  startTransition,
  useCallback,
  useEffect,
  useReducer,
  useRef,
  useState,
  type ReactElement,
} from 'react';
import { AboutSheet } from './components/AboutSheet';
import { FaceSheet } from './components/FaceSheet';
import { FailureScreen } from './components/FailureScreen';
import { FileDropHint } from './components/FileDropHint';
import { FileSheet } from './components/FileSheet';
import { GivingSheet, PartMissing } from './components/GivingSheet';
import { MenuSheet } from './components/MenuSheet';
import { Notice } from './components/Notice';
import { SettingsSheet } from './components/SettingsSheet';
import { Sheet } from './components/Sheet';
import { UpdateToast } from './components/UpdateToast';
import { Viewer } from './components/Viewer';
import { TimelineSheet } from './components/timeline/TimelineSheet';
import { useCamera } from './hooks/useCamera';
import { useChangeSound } from './hooks/useChangeSound';
import { CopyContext } from './hooks/useCopy';
import { useFilePicking, type PickedFile } from './hooks/useFilePicking';
import { useInstall } from './hooks/useInstall';
import { useLaterPart } from './hooks/useLaterPart';
import { useNoticeFocus } from './hooks/useNoticeFocus';
import { useOpenFile } from './hooks/useOpenFile';
import { useOwnedFile } from './hooks/useOwnedFile';
import { usePageLanguage } from './hooks/usePageLanguage';
import { useSettings } from './hooks/useSettings';
import { useTimelineOf } from './hooks/useTimelineOf';
import { useUpdate } from './hooks/useUpdate';
import { useVisionReader } from './hooks/useVisionReader';
import { useWakeLock } from './hooks/useWakeLock';
import { lookForNewest } from './offline/register';
import { parseBeginning } from './state/beginning';
import { WORDS_VERSION } from './state/consent';
import { headlineOf } from './state/headline';
import { createLiveReading } from './state/liveReading';
import { FIRST_SESSION, nextSession } from './state/session';
import { HALF_LIFE_MS } from './state/settings';
import type { FaceReading, VisionError } from './vision/index';

/** A reader that breaks is replaced by itself, but not twice within this; then the person is told. */
const SILENT_RESTART_EVERY_MS = 60_000;

/** What lies over the page; one thing at a time. */
type OpenSheet =
  | { readonly name: 'none' | 'menu' | 'settings' | 'about' | 'timeline' | 'giving' | 'study' }
  | { readonly name: 'face'; readonly face: FaceReading };

const NO_SHEET: OpenSheet = { name: 'none' };

/** What is loaded when a person asks for it; a newer version may have taken the file away. */
const loadPart = async <Part,>(load: () => Promise<Part>): Promise<Part> => {
  try {
    return await load();
  } catch (error) {
    lookForNewest();
    throw error;
  }
};
const loadGiving = () =>
  loadPart(async () => (await import('./components/giving/GivingPart')).startGiving());

export function App(): ReactElement {
  const [session, dispatch] = useReducer(nextSession, FIRST_SESSION);
  const [live] = useState(createLiveReading);
  const [beginning] = useState(() => parseBeginning(location.search));
  const [sheet, setSheet] = useState<OpenSheet>(
    beginning.isAboutOpen ? { name: 'about' } : NO_SHEET,
  );
  const [settings, settingsStore] = useSettings();
  const copy = usePageLanguage(settings.language);
  const vision = useVisionReader({
    model: settings.model,
    smoothingHalfLifeMs: HALF_LIFE_MS[settings.smoothing],
  });
  const reader = vision.state.status === 'ready' ? vision.state.reader : undefined;
  const restartedMs = useRef(-Infinity);
  const isGiving = settings.agreedTo !== undefined;
  const giving = useLaterPart(
    isGiving || settings.isTakingBack || sheet.name === 'giving',
    loadGiving,
  );

  const noticeHeading = useNoticeFocus(session.status === 'notice');
  const [view, keeper] = useCamera(session, dispatch);
  useOwnedFile(session);
  useWakeLock(view.stage === 'live');
  useChangeSound(live, settings.sound && view.stage === 'live');
  const timeline = useTimelineOf(session, live, reader?.info.model.name);
  const install = useInstall();
  // Keeping the models on the device must not slow their first use; but a version that cannot load
  // them must offer the one that can.
  const update = useUpdate(vision.state.status !== 'loading');

  const visionFailure = vision.state.status === 'failed' ? vision.state.code : undefined;
  useEffect(() => {
    if (visionFailure !== undefined) dispatch({ type: 'failed', code: visionFailure });
  }, [visionFailure]);

  const { reload } = vision;
  const onReaderFailure = useCallback(
    (error: VisionError) => {
      // Given up by the page itself, for another one.
      if (error.code === 'disposed') return;
      // What it knew of a face is gone with it.
      setSheet((now) => (now.name === 'face' ? NO_SHEET : now));
      if (performance.now() - restartedMs.current > SILENT_RESTART_EVERY_MS) {
        restartedMs.current = performance.now();
        reload();
      } else {
        dispatch({ type: 'failed', code: error.code });
      }
    },
    [reload],
  );
  const file = useOpenFile(dispatch);
  /** What the part with many files is to take; it is there from when it was opened first. */
  const [brought, setBrought] = useState<readonly PickedFile[]>();
  const isStudyOpen = sheet.name === 'study';
  const study = useLaterPart(
    brought !== undefined,
    useCallback(
      () =>
        loadPart(async () => {
          const { startStudy } = await import('./components/study/StudyPart');
          return startStudy(() => settingsStore.current().model);
        }),
      [settingsStore],
    ),
  );
  const openStudy = useCallback((files: readonly PickedFile[]) => {
    setBrought(files);
    setSheet({ name: 'study' });
    // Both would read at once, each slowly.
    dispatch({ type: 'pause' });
  }, []);
  const openFile = file.open;
  const takeFiles = useCallback(
    (files: readonly PickedFile[]) => {
      const [only] = files;
      if (!isStudyOpen && files.length === 1 && only instanceof File) openFile(only);
      else openStudy(files);
    },
    [isStudyOpen, openFile, openStudy],
  );
  const picking = useFilePicking(takeFiles, file.report);

  /** After a failure, whichever way is taken from it. */
  const renew = () => {
    restartedMs.current = -Infinity;
    const isReaderSpent = session.status === 'failed' && session.code.startsWith('worker');
    if (vision.state.status === 'failed' || isReaderSpent) reload();
  };
  const open = (name: Exclude<OpenSheet['name'], 'face'>) => () => {
    setSheet({ name });
  };
  /** A dialog tells that it closed, also when another one took its place. */
  const closing = (name: OpenSheet['name']) => () => {
    setSheet((now) => (now.name === name ? NO_SHEET : now));
  };
  const switchGiving = (isOn: boolean) => {
    const agreedTo = isOn ? WORDS_VERSION : undefined;
    if (isOn) settingsStore.change({ agreedTo });
    else if (giving.status === 'ready') {
      giving.part.giving.setOn(false);
      settingsStore.change({ agreedTo });
    } else {
      // It could not be loaded: what waits is thrown away as soon as it can, on another visit too.
      settingsStore.change({ agreedTo, isTakingBack: true });
    }
  };
  const onTakingBack = useCallback(
    (isTakingBack: boolean) => {
      settingsStore.change({ isTakingBack });
    },
    [settingsStore],
  );
  const explainMainFace = () => {
    const headline = headlineOf(live);
    if (headline.kind === 'face') setSheet({ name: 'face', face: headline.face });
  };

  const offer = (cropped: Uint8Array) =>
    giving.status === 'ready' && reader !== undefined ? (
      <giving.part.Offer
        giving={giving.part.giving}
        cropped={cropped}
        model={reader.info.model}
        onSeeAll={open('giving')}
      />
    ) : (
      <PartMissing later={giving} />
    );

  return (
    <CopyContext value={copy}>
      <div className="app" data-status={session.status}>
        {session.status === 'notice' && (
          <Notice
            vision={vision.state}
            heading={noticeHeading}
            isGiving={isGiving}
            onOpen={() => {
              // The tap is answered first: the viewer takes slow phones a tenth of a second to make.
              startTransition(() => {
                dispatch({ type: 'start', choice: beginning.choice });
              });
            }}
            onPicture={picking.choose}
            onAbout={open('about')}
          />
        )}
        {session.status === 'failed' && (
          <FailureScreen
            code={session.code}
            onRetry={() => {
              renew();
              dispatch({ type: 'retry' });
            }}
            onPicture={picking.choose}
            onLeave={() => {
              renew();
              dispatch({ type: 'leave' });
            }}
          />
        )}
        {session.status !== 'notice' && session.status !== 'failed' && (
          <Viewer
            session={session}
            dispatch={dispatch}
            view={view}
            keeper={keeper}
            vision={vision.state}
            live={live}
            isHeld={sheet.name === 'face' || isStudyOpen}
            mirror={settings.mirror}
            onReaderFailure={onReaderFailure}
            onNewReader={reload}
            onFace={(id) => {
              live.select(id);
              explainMainFace();
            }}
            onWhy={explainMainFace}
            onFilmBroken={() => {
              file.report('unreadableVideo');
            }}
            onPicture={picking.choose}
            onTimeline={open('timeline')}
            onMore={open('menu')}
          />
        )}
        {/* Always there, since what comes together with its live region may not be spoken. */}
        <div role="status">
          {file.state.status === 'opening' && <p className="toast">{copy.media.opening}</p>}
          {file.state.status !== 'opening' &&
            session.status === 'photo' &&
            session.photo.isCutOff && <p className="toast">{copy.media.cutOff}</p>}
          {file.state.status !== 'opening' &&
            session.status === 'photo' &&
            session.photo.isAnimation && <p className="toast">{copy.media.animation}</p>}
        </div>
        <div role="status">
          {update !== undefined && <UpdateToast onUse={update.use} onLater={update.dismiss} />}
        </div>
        {picking.isDragging && <FileDropHint />}
        <FileSheet
          code={file.state.status === 'failed' ? file.state.code : undefined}
          onClose={file.dismiss}
          onAnother={picking.choose}
        />
        <FaceSheet
          face={sheet.name === 'face' ? sheet.face : undefined}
          reader={reader}
          onClose={closing('face')}
          offer={isGiving ? offer : undefined}
          onReaderFailure={onReaderFailure}
        />
        <MenuSheet
          isOpen={sheet.name === 'menu'}
          onClose={closing('menu')}
          onSettings={open('settings')}
          onAbout={open('about')}
          onStudy={() => {
            openStudy([]);
          }}
          onGiving={isGiving ? open('giving') : undefined}
          onInstall={install}
          onLeave={() => {
            setSheet(NO_SHEET);
            dispatch({ type: 'leave' });
          }}
        />
        <SettingsSheet
          isOpen={sheet.name === 'settings'}
          onClose={closing('settings')}
          settings={settings}
          store={settingsStore}
          reader={reader}
          onReload={reload}
          isGiving={isGiving}
          onGiving={switchGiving}
          onGivingList={open('giving')}
          camera={view.camera}
          dispatch={dispatch}
        />
        <TimelineSheet
          isOpen={sheet.name === 'timeline'}
          onClose={closing('timeline')}
          timeline={timeline}
          source={reader?.info}
          file={session.status === 'film' ? session.film.name : 'camera'}
          copy={copy.timeline}
          expressionName={copy.expressionName}
        />
        <AboutSheet
          isOpen={sheet.name === 'about'}
          vision={vision.state}
          live={live}
          onClose={closing('about')}
        />
        <Sheet title={copy.menu.study} isOpen={isStudyOpen} onClose={closing('study')} isWide>
          {study.status === 'ready' ? (
            <study.part.View
              part={study.part}
              brought={brought ?? []}
              isDragging={picking.isDragging}
            />
          ) : (
            <PartMissing later={study} />
          )}
        </Sheet>
        {giving.status === 'ready' && (
          <giving.part.Sync
            giving={giving.part.giving}
            isOn={isGiving}
            isTakingBack={settings.isTakingBack}
            onTakingBack={onTakingBack}
          />
        )}
        <GivingSheet
          isOpen={sheet.name === 'giving'}
          onClose={closing('giving')}
          later={giving}
          isOn={isGiving}
        />
      </div>
    </CopyContext>
  );
}
