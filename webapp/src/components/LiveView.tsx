import { useEffect, useRef, type Dispatch, type ReactElement } from 'react';
import { LIVE, NOTICE } from '../copy';
import { useFrameLoop } from '../hooks/useFrameLoop';
import type { VisionState } from '../hooks/useVisionReader';
import type { LiveReading } from '../state/liveReading';
import type { Session, SessionEvent } from '../state/session';
import type { VisionError } from '../vision/index';
import { Announcer } from './Announcer';
import { Controls } from './Controls';
import { FaceOverlay } from './FaceOverlay';
import { loadingText } from './LoadingLine';
import { ReadingPanel } from './ReadingPanel';

export interface LiveViewProps {
  readonly session: Exclude<Session, { status: 'notice' | 'failed' }>;
  readonly dispatch: Dispatch<SessionEvent>;
  readonly vision: VisionState;
  readonly live: LiveReading;
  readonly onReaderFailure: (error: VisionError) => void;
  readonly onAbout: () => void;
}

/** The camera picture with its faces marked, and what the main face seems to say. */
export function LiveView(props: LiveViewProps): ReactElement {
  const { session, dispatch, vision, live, onReaderFailure, onAbout } = props;
  const video = useRef<HTMLVideoElement>(null);
  const panel = useRef<HTMLElement>(null);
  const camera = session.status === 'live' ? session.camera : undefined;
  const info = vision.status === 'ready' ? vision.reader.info : undefined;
  const reader = vision.status === 'ready' ? vision.reader : undefined;
  useFrameLoop({ video, stream: camera?.stream, reader, live, onFailure: onReaderFailure });
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);

  return (
    <main className="live">
      <h1 className="visually-hidden">{NOTICE.name}</h1>
      <div className="stage">
        <video
          ref={video}
          className={camera?.mirrored === true ? 'stage-video mirrored' : 'stage-video'}
          aria-hidden="true"
          autoPlay
          muted
          playsInline
        />
        {camera !== undefined && info !== undefined && (
          <FaceOverlay live={live} labels={info.labels} mirrored={camera.mirrored} />
        )}
        {session.status !== 'live' && (
          <p className="stage-cover">
            {session.status === 'opening' ? LIVE.opening : LIVE.cameraOff}
          </p>
        )}
      </div>
      <section className="panel" ref={panel} tabIndex={-1} aria-label={LIVE.panel}>
        <ReadingPanel live={live} info={info} waiting={waitingText(session, vision)} />
        <Controls session={session} dispatch={dispatch} onAbout={onAbout} />
      </section>
      {info !== undefined && <Announcer live={live} labels={info.labels} />}
    </main>
  );
}

/** What the panel says while there is nothing to read. */
function waitingText(session: LiveViewProps['session'], vision: VisionState): string {
  if (session.status === 'opening') return LIVE.starting;
  if (session.status !== 'live') return LIVE.paused;
  return vision.status === 'ready' ? LIVE.waiting : loadingText(vision);
}
