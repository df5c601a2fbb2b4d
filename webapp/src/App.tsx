import { useCallback, useEffect, useReducer, useRef, useState, type ReactElement } from 'react';
import { AboutDialog } from './components/AboutDialog';
import { FailureScreen } from './components/FailureScreen';
import { LiveView } from './components/LiveView';
import { Notice } from './components/Notice';
import { useCamera } from './hooks/useCamera';
import { usePageVisibility } from './hooks/usePageVisibility';
import { useVisionReader } from './hooks/useVisionReader';
import { useWakeLock } from './hooks/useWakeLock';
import { registerServiceWorker } from './offline/register';
import { createLiveReading } from './state/liveReading';
import { FIRST_SESSION, nextSession } from './state/session';
import type { VisionError } from './vision/index';

/** A reader that breaks is replaced by itself this often; after that the person is told. */
const SILENT_RESTARTS = 1;

export function App(): ReactElement {
  const [session, dispatch] = useReducer(nextSession, FIRST_SESSION);
  const [live] = useState(createLiveReading);
  const [isAboutOpen, setAboutOpen] = useState(false);
  const vision = useVisionReader();
  const restarts = useRef(0);

  useCamera(session, dispatch);
  usePageVisibility(dispatch);
  useWakeLock(session.status === 'live');

  // Not before the models are here: keeping them on the device must not slow their first use.
  const isReady = vision.state.status === 'ready';
  useEffect(() => {
    if (isReady) registerServiceWorker();
  }, [isReady]);

  const visionFailure = vision.state.status === 'failed' ? vision.state.code : undefined;
  useEffect(() => {
    if (visionFailure !== undefined) dispatch({ type: 'failed', code: visionFailure });
  }, [visionFailure]);

  const { reload } = vision;
  const onReaderFailure = useCallback(
    (error: VisionError) => {
      if (restarts.current < SILENT_RESTARTS) {
        restarts.current += 1;
        reload();
      } else {
        dispatch({ type: 'failed', code: error.code });
      }
    },
    [reload],
  );
  const retry = () => {
    restarts.current = 0;
    const isReaderSpent = session.status === 'failed' && session.code.startsWith('worker');
    if (vision.state.status === 'failed' || isReaderSpent) reload();
    dispatch({ type: 'retry' });
  };
  const openAbout = () => {
    setAboutOpen(true);
  };

  return (
    <div className="app" data-status={session.status}>
      {session.status === 'notice' && (
        <Notice
          vision={vision.state}
          onOpen={() => {
            dispatch({ type: 'start' });
          }}
          onAbout={openAbout}
        />
      )}
      {session.status === 'failed' && (
        <FailureScreen
          code={session.code}
          onRetry={retry}
          onLeave={() => {
            if (vision.state.status === 'failed') reload();
            dispatch({ type: 'leave' });
          }}
        />
      )}
      {session.status !== 'notice' && session.status !== 'failed' && (
        <LiveView
          session={session}
          dispatch={dispatch}
          vision={vision.state}
          live={live}
          onReaderFailure={onReaderFailure}
          onAbout={openAbout}
        />
      )}
      <AboutDialog
        isOpen={isAboutOpen}
        vision={vision.state}
        live={live}
        onClose={() => {
          setAboutOpen(false);
        }}
      />
    </div>
  );
}
