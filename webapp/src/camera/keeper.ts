import { CameraError, toCameraError, type CameraErrorCode } from './errors';
import type { CameraChoice } from './lenses';
import { dueMs } from './life/duties';
import { nextLife } from './life/machine';
import { NO_LIFE, type Life, type LifeEvent, type Trouble } from './life/state';
import { isAboutDevice, isAboutSize, listCameras, openCamera, type Camera } from './openCamera';

/** What the page shows of a camera's life. */
export interface CameraView {
  readonly stage: 'off' | 'hidden' | 'opening' | 'live' | 'failed';
  /** While `live`. */
  readonly camera: Camera | undefined;
  readonly trouble: Trouble | undefined;
  /** Why it `failed`. */
  readonly code: CameraErrorCode | undefined;
}

/** What the keeper has others do. */
export interface KeeperTasks {
  /** Replace the reader: it reads no frame any more. */
  readonly newReader: () => void;
  /** Forget the followed faces. */
  readonly resetReader: () => void;
}

/** Does what a camera's `Life` asks for, and tells it what happens. Outside of any framework. */
export interface CameraKeeper {
  /** Whom a person wants; undefined turns the camera off within this call. */
  want(choice: CameraChoice | undefined): void;
  send(event: LifeEvent): void;
  /** Where the camera is shown; undefined when that goes away. */
  setVideo(video: HTMLVideoElement | undefined): void;
  setTasks(tasks: KeeperTasks): void;
  view(): CameraView;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
  /** Listens to the page and the system. @returns a function that ends that, and turns the camera off */
  listen(): () => void;
}

/** A keeper of a camera that nobody wants yet. */
export function createCameraKeeper(): CameraKeeper {
  const listeners = new Set<() => void>();
  let life: Life = NO_LIFE;
  let camera: Camera | undefined;
  let leaveTrack = ignore;
  let view: CameraView = { stage: 'off', camera, trouble: undefined, code: undefined };
  let video: HTMLVideoElement | undefined;
  let leaveVideo = ignore;
  let tasks: KeeperTasks = { newReader: ignore, resetReader: ignore };
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = (event: LifeEvent) => {
    const before = life;
    const nowMs = performance.now();
    life = nextLife(before, event, nowMs);
    // Off first, and at once: a page that is frozen runs no other task.
    if (life.at !== 'on') turnOff();
    if (life.at === 'asking' && life.opening !== before.opening) void open(life);
    if (life.plays !== before.plays) play();
    if (life.resets !== before.resets) tasks.resetReader();
    if (life.readers !== before.readers) tasks.newReader();
    clearTimeout(timer);
    const due = dueMs(life);
    if (due !== undefined) {
      timer = setTimeout(
        () => {
          send({ type: 'timer' });
        },
        Math.max(0, due - nowMs),
      );
    }
    show();
  };

  const show = () => {
    const next: CameraView = {
      stage: STAGES[life.at],
      camera: life.at === 'on' ? camera : undefined,
      trouble: life.trouble,
      code: life.code,
    };
    const keys = ['stage', 'camera', 'trouble', 'code'] as const;
    if (keys.every((key) => view[key] === next[key])) return;
    view = next;
    for (const listener of listeners) listener();
  };

  const open = async ({ request, opening }: Life) => {
    let opened: Camera;
    try {
      opened = await openCamera(request);
    } catch (error) {
      const { code } = error instanceof CameraError ? error : toCameraError(error);
      send({
        type: 'refused',
        opening,
        code,
        isAboutSize: isAboutSize(error),
        isAboutDevice: isAboutDevice(error),
      });
      return;
    }
    if (life.at !== 'asking' || life.opening !== opening) {
      opened.stop();
      return;
    }
    camera = opened;
    leaveTrack = onEvents(opened.track, ['ended', 'mute', 'unmute'], (type) => {
      send({ type });
    });
    send({ type: 'opened', opening });
  };

  const turnOff = () => {
    leaveTrack();
    leaveTrack = ignore;
    camera?.stop();
    camera = undefined;
  };

  const play = () => {
    if (video?.srcObject === null || life.isHeld) return;
    // Rejected when the element is emptied before it plays; muted video is never refused.
    video?.play().catch(ignore);
  };

  return {
    send,
    want: (choice) => {
      send(choice === undefined ? { type: 'unwant' } : { type: 'want', choice });
    },
    setVideo: (next) => {
      leaveVideo();
      video = next;
      leaveVideo = next === undefined ? ignore : watchVideo(next, send);
    },
    setTasks: (next) => {
      tasks = next;
    },
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    listen: () => {
      const leave = watchPage(send);
      return () => {
        leave();
        send({ type: 'unwant' });
        clearTimeout(timer);
      };
    },
  };
}

const STAGES = {
  off: 'off',
  hidden: 'hidden',
  asking: 'opening',
  on: 'live',
  failed: 'failed',
} as const;

type Send = (event: LifeEvent) => void;

/** What a video element tells: that it was paused by others, ran dry, or changed its shape. */
function watchVideo(video: HTMLVideoElement, send: Send): () => void {
  const leave = [
    onEvents(video, ['pause'], () => {
      send({ type: 'paused' });
    }),
    onEvents(video, ['stalled', 'suspend', 'waiting'], () => {
      // While it goes on these report nothing that a person would see.
      if (video.paused) send({ type: 'stalled' });
    }),
    // The device was turned, or the system gives another picture than the track says.
    onEvents(video, ['resize'], () => {
      send({ type: 'turned' });
    }),
  ];
  return () => {
    for (const each of leave) each();
  };
}

/** What the page and the system tell. */
function watchPage(send: Send): () => void {
  const sendVisibility = () => {
    send({ type: document.visibilityState === 'hidden' ? 'hide' : 'show' });
  };
  const hide = () => {
    send({ type: 'hide' });
  };
  const turn = () => {
    send({ type: 'turned' });
  };
  const leave = [
    onEvents(document, ['visibilitychange', 'resume'], sendVisibility),
    // Pages that are frozen, or kept for the back button, tell no visibility change in some browsers.
    onEvents(document, ['freeze'], hide),
    onEvents(window, ['pagehide'], hide),
    onEvents(window, ['pageshow', 'focus'], sendVisibility),
    onEvents(window, ['orientationchange'], turn),
    watchDevices(send),
    watchPermission(send),
  ];
  return () => {
    for (const each of leave) each();
  };
}

function watchDevices(send: Send): () => void {
  // Typed as always there, but absent in web views that have no camera.
  if (!('mediaDevices' in navigator)) return ignore;
  return onEvents(navigator.mediaDevices, ['devicechange'], () => {
    listCameras().then(({ length: count }) => {
      send({ type: 'devices', count });
    }, ignore);
  });
}

function watchPermission(send: Send): () => void {
  let leave = ignore;
  let isLeft = false;
  if (!('permissions' in navigator)) return ignore;
  // Firefox knows no permission of this name before 131.
  navigator.permissions.query({ name: 'camera' }).then((status) => {
    if (isLeft) return;
    const tell = () => {
      send({ type: 'permission', state: status.state });
    };
    tell();
    leave = onEvents(status, ['change'], tell);
  }, ignore);
  return () => {
    isLeft = true;
    leave();
  };
}

function onEvents<Type extends string>(
  target: EventTarget,
  types: readonly Type[],
  tell: (type: Type) => void,
): () => void {
  const ended = new AbortController();
  for (const type of types) {
    target.addEventListener(
      type,
      () => {
        tell(type);
      },
      { signal: ended.signal },
    );
  }
  return () => {
    ended.abort();
  };
}

function ignore(): void {
  // Nothing is to be done.
}
