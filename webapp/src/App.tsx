// Longer than 300 lines: it joins all parts of the page, and a further hook would exceed budget.json.
import {
  startTransition,
  useCallback,
  useEffect,
  useEffectEvent,
  useReducer,
  useState,
  type ReactElement,
} from 'react';
import { AboutSheet } from './components/AboutSheet';
import { FaceSheet } from './components/FaceSheet';
import { FailureScreen } from './components/FailureScreen';
import { FileDropHint } from './components/FileDropHint';
import { FileSheet } from './components/FileSheet';
import { FileToasts } from './components/FileToasts';
import { GivingSheet, PartMissing } from './components/GivingSheet';
import { MenuSheet } from './components/MenuSheet';
import { Notice } from './components/Notice';
import { SettingsSheet } from './components/SettingsSheet';
import { StudySheet } from './components/StudySheet';
import { UpdateToast } from './components/UpdateToast';
import { Viewer } from './components/Viewer';
import { useGivingPart } from './components/giving/useGivingPart';
import { useStudyPart } from './components/study/useStudyPart';
import { TimelineSheet } from './components/timeline/TimelineSheet';
import { useCamera } from './hooks/useCamera';
import { useChangeSound } from './hooks/useChangeSound';
import { CopyContext } from './hooks/useCopy';
import { useFilePicking, type PickedFile } from './hooks/useFilePicking';
import { useInstall } from './hooks/useInstall';
import { useNoticeFocus } from './hooks/useNoticeFocus';
import { useOpenFile } from './hooks/useOpenFile';
import { useOwnedFile } from './hooks/useOwnedFile';
import { usePageLanguage } from './hooks/usePageLanguage';
import { useReaderRestart } from './hooks/useReaderRestart';
import { useSettings } from './hooks/useSettings';
import { useSheets } from './hooks/useSheets';
import { useTimelineOf } from './hooks/useTimelineOf';
import { useUpdate } from './hooks/useUpdate';
import { useVisionReader } from './hooks/useVisionReader';
import { useWakeLock } from './hooks/useWakeLock';
import { parseBeginning } from './state/beginning';
import { headlineOf } from './state/headline';
import { createLiveReading } from './state/liveReading';
import { FIRST_SESSION, isMixed, nextSession, wishOf } from './state/session';
import { HALF_LIFE_MS } from './state/settings';
import type { VisionError } from './vision/index';

/** Sheets that a failure closes. */
const PASSING = ['menu', 'settings', 'about', 'face'];

export function App(): ReactElement {
  const [session, dispatch] = useReducer(nextSession, FIRST_SESSION);
  const [live] = useState(createLiveReading);
  const [beginning] = useState(() => parseBeginning(location.search));
  const { sheet, show, opening, close, closing } = useSheets(
    beginning.isAboutOpen ? 'about' : 'none',
  );
  const [settings, settingsStore] = useSettings();
  const copy = usePageLanguage(settings.language);
  const vision = useVisionReader({
    model: settings.model,
    smoothingHalfLifeMs: HALF_LIFE_MS[settings.smoothing],
  });
  const reader = vision.state.status === 'ready' ? vision.state.reader : undefined;
  const giving = useGivingPart(settings, settingsStore, sheet.name === 'giving');
  const study = useStudyPart(settingsStore);

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

  // These would hide what the failure's screen says; files and recordings are still of use.
  if (session.status === 'failed' && PASSING.includes(sheet.name)) show({ name: 'none' });

  const visionFailure = vision.state.status === 'failed' ? vision.state.code : undefined;
  useEffect(() => {
    if (visionFailure !== undefined) dispatch({ type: 'failed', code: visionFailure });
  }, [visionFailure]);

  const { reload, fail } = vision;
  const { silently, forgive } = useReaderRestart(reload);
  const onReaderFailure = useCallback(
    (error: VisionError) => {
      // Given up by the page itself, for another one.
      if (error.code === 'disposed') return;
      // What it knew of a face is gone with it.
      close('face');
      if (!silently()) fail(error.code);
    },
    [silently, close, fail],
  );
  const file = useOpenFile(dispatch);
  const isStudyOpen = sheet.name === 'study';
  const { bring } = study;
  const { open: openFile, dismiss: dismissFile } = file;
  const openStudy = useCallback(
    (files: readonly PickedFile[]) => {
      dismissFile();
      bring(files);
      show({ name: 'study' });
      // Both would read at once, each slowly.
      dispatch({ type: 'pause' });
    },
    [dismissFile, bring, show],
  );
  const takeFiles = useCallback(
    (files: readonly PickedFile[]) => {
      const [only] = files;
      if (!isStudyOpen && files.length === 1 && only instanceof File) {
        // It would be shown behind what is open.
        show({ name: 'none' });
        openFile(only);
      } else openStudy(files);
    },
    [isStudyOpen, openFile, openStudy, show],
  );
  const wish = wishOf(session);
  const isAtStart = session.status === 'notice';
  useEffect(() => {
    // Who has turned to the camera meanwhile, or left, does not wait for a file any more.
    if (isAtStart || wish !== undefined) dismissFile();
  }, [isAtStart, wish, dismissFile]);
  const picking = useFilePicking(takeFiles, file.report);

  /** After a failure, whichever way is taken from it. */
  const renew = () => {
    forgive();
    if (vision.state.status === 'failed') reload();
  };
  const retry = () => {
    renew();
    dispatch({ type: 'retry' });
  };
  const onOnline = useEffectEvent(() => {
    if (visionFailure === 'network') retry();
  });
  useEffect(() => {
    const go = () => {
      onOnline();
    };
    window.addEventListener('online', go);
    return () => {
      window.removeEventListener('online', go);
    };
  }, []);
  const isFile = session.status === 'photo' || session.status === 'video';
  // A file that is dropped on a failure is a way on from it too.
  const renewForFile = useEffectEvent(renew);
  useEffect(() => {
    if (isFile) renewForFile();
  }, [isFile]);
  const explainMainFace = () => {
    const headline = headlineOf(live);
    if (headline.kind === 'face') show({ name: 'face', face: headline.face });
  };

  const offer = (cropped: Uint8Array) =>
    giving.later.status === 'ready' && reader !== undefined ? (
      <giving.later.part.Offer
        giving={giving.later.part.giving}
        cropped={cropped}
        model={reader.info.model}
        onSeeAll={opening('giving')}
      />
    ) : (
      <PartMissing later={giving.later} />
    );

  return (
    <CopyContext value={copy}>
      <div className="app" data-status={session.status}>
        {session.status === 'notice' && (
          <Notice
            vision={vision.state}
            heading={noticeHeading}
            isGiving={giving.isOn}
            onOpen={() => {
              // The tap is answered first: the viewer takes slow phones a tenth of a second to make.
              startTransition(() => {
                dispatch({ type: 'start', choice: beginning.choice });
              });
            }}
            onPicture={picking.choose}
            onAbout={opening('about')}
          />
        )}
        {session.status === 'failed' && (
          <FailureScreen
            code={session.code}
            onRetry={() => {
              if (isMixed(session.code)) location.reload();
              else retry();
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
            timeline={timeline}
            onReaderFailure={onReaderFailure}
            onNewReader={reload}
            onFace={(id) => {
              live.select(id);
              explainMainFace();
            }}
            onWhy={explainMainFace}
            onVideoBroken={() => {
              file.report('unreadableVideo');
            }}
            onPicture={picking.choose}
            onTimeline={opening('timeline')}
            onMore={opening('menu')}
          />
        )}
        {/* Always there, since what comes together with its live region may not be spoken. */}
        <div role="status">
          <FileToasts
            isOpening={file.state.status === 'opening'}
            photo={session.status === 'photo' ? session.photo : undefined}
          />
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
          offer={giving.isOn ? offer : undefined}
          onReaderFailure={onReaderFailure}
        />
        <MenuSheet
          isOpen={sheet.name === 'menu'}
          onClose={closing('menu')}
          onSettings={opening('settings')}
          onAbout={opening('about')}
          onStudy={() => {
            openStudy([]);
          }}
          onGiving={giving.isOn ? opening('giving') : undefined}
          onInstall={install}
          onLeave={() => {
            close('menu');
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
          isGiving={giving.isOn}
          onGiving={giving.turn}
          onGivingList={opening('giving')}
          camera={view.camera}
          dispatch={dispatch}
        />
        <TimelineSheet
          isOpen={sheet.name === 'timeline'}
          onClose={closing('timeline')}
          timeline={timeline}
          source={reader?.info}
          file={session.status === 'video' ? session.video.name : 'camera'}
          copy={copy.timeline}
          expressionName={copy.expressionName}
        />
        <AboutSheet
          isOpen={sheet.name === 'about'}
          vision={vision.state}
          live={live}
          onClose={closing('about')}
        />
        <StudySheet
          isOpen={isStudyOpen}
          onClose={closing('study')}
          study={study}
          isDragging={picking.isDragging}
        />
        {giving.later.status === 'ready' && (
          <giving.later.part.Sync
            giving={giving.later.part.giving}
            isOn={giving.isOn}
            isTakingBack={settings.isTakingBack}
            onTakingBack={giving.onTakingBack}
          />
        )}
        <GivingSheet
          isOpen={sheet.name === 'giving'}
          onClose={closing('giving')}
          later={giving.later}
          isOn={giving.isOn}
        />
      </div>
    </CopyContext>
  );
}
