import { useCallback, useEffect, useRef, type Dispatch, type ReactElement } from 'react';
import type { CameraKeeper, CameraView } from '../camera/keeper';
import type { Copy } from '../copy';
import { useCopy } from '../hooks/useCopy';
import type { ShownPicture } from '../hooks/useShownPicture';
import type { VisionState } from '../hooks/useVisionReader';
import type { LiveReading } from '../state/liveReading';
import type { Session, SessionEvent } from '../state/session';
import type { Mirror } from '../state/settings';
import type { Timeline } from '../state/timeline';
import type { ExpressionReader, VisionError } from '../vision/index';
import { Announcer } from './Announcer';
import { CameraStage } from './CameraStage';
import { Controls } from './Controls';
import { loadingText } from './LoadingLine';
import { PhotoStage } from './PhotoStage';
import { ReadingPanel } from './ReadingPanel';
import { VideoStage } from './VideoStage';

/** What every kind of picture needs to be read and marked. */
export interface StageProps {
  /** Undefined until the models are there. */
  readonly reader: ExpressionReader | undefined;
  readonly live: LiveReading;
  /** A moving picture stands still, with its last reading. */
  readonly isHeld: boolean;
  readonly onReaderFailure: (error: VisionError) => void;
  /** Tells where the picture is shown; undefined once it is gone. */
  readonly onShown: (picture: ShownPicture | undefined) => void;
  /** A face was tapped. */
  readonly onFace: (id: number) => void;
}

export interface ViewerProps extends Omit<StageProps, 'reader' | 'onShown'> {
  readonly session: Exclude<Session, { status: 'notice' | 'failed' }>;
  readonly dispatch: Dispatch<SessionEvent>;
  readonly view: CameraView;
  readonly keeper: CameraKeeper;
  readonly vision: VisionState;
  readonly mirror: Mirror;
  readonly timeline: Timeline;
  /** Asked for the details of the main face. */
  readonly onWhy: () => void;
  /** The reader reads nothing any more, and is to be replaced. */
  readonly onNewReader: () => void;
  /** The video that was shown cannot be played any further. */
  readonly onVideoBroken: () => void;
  readonly onPicture: () => void;
  readonly onTimeline: () => void;
  readonly onMore: () => void;
}

/** A picture with its faces marked, and what the main face seems to say. */
export function Viewer(props: ViewerProps): ReactElement {
  const { session, dispatch, view, keeper, vision, live, timeline } = props;
  const { onFace, onWhy, onPicture, onTimeline, onMore } = props;
  const copy = useCopy();
  const shown = useRef<ShownPicture>(undefined);
  const picture = useCallback(() => shown.current, []);
  const onShown = useCallback((next: ShownPicture | undefined) => {
    shown.current = next;
  }, []);
  const panel = useRef<HTMLElement>(null);
  const reader = vision.status === 'ready' ? vision.reader : undefined;
  const trouble = session.status === 'camera' ? view.trouble : undefined;
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);
  return (
    <main className="viewer">
      <h1 className="visually-hidden">{copy.notice.name}</h1>
      <Stage {...props} reader={reader} onShown={onShown} />
      <section className="panel" ref={panel} tabIndex={-1} aria-label={copy.live.panel}>
        <ReadingPanel
          live={live}
          info={reader?.info}
          waiting={waitingText(session, view, vision, copy)}
          trouble={trouble}
          timeline={session.status === 'photo' ? undefined : timeline}
          picture={picture}
          onAgain={() => {
            keeper.send({ type: 'retry' });
          }}
          onWhy={(faceId) => {
            if (faceId === undefined) onWhy();
            else onFace(faceId);
          }}
        />
        <Controls
          session={session}
          camera={view.camera}
          dispatch={dispatch}
          onPicture={onPicture}
          onTimeline={onTimeline}
          onMore={onMore}
        />
      </section>
      <Announcer live={live} trouble={trouble} />
    </main>
  );
}

function Stage({ session, ...props }: ViewerProps & StageProps): ReactElement {
  switch (session.status) {
    case 'photo':
      return <PhotoStage {...props} photo={session.photo} />;
    case 'video':
      // A video of its own: its element, its place and whether it plays.
      return <VideoStage {...props} key={session.video.url} video={session.video} />;
    case 'camera':
    case 'paused':
      return <CameraStage {...props} />;
  }
}

/** What the panel says while there is nothing to read. */
function waitingText(
  session: ViewerProps['session'],
  { stage }: CameraView,
  vision: VisionState,
  copy: Copy,
): string {
  const { live } = copy;
  if (session.status === 'paused' || stage === 'hidden') return live.paused;
  if (session.status === 'camera' && stage !== 'live') return live.starting;
  if (vision.status !== 'ready') return loadingText(vision, copy);
  return session.status === 'camera' ? live.waiting : live.waitingForFile;
}
