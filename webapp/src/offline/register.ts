import { TAKE_OVER } from './messages';

/** A page kept open for days asks for news no more often than this. */
const ASK_EVERY_MS = 3_600_000;

/**
 * Lets the page open without a connection from the next visit on. Where that is not possible (a
 * self-made certificate, refused storage) the page works as before.
 *
 * A new version is loaded beside the old one and waits: nothing of it is used until every window of
 * the page starts anew with it, so that an old page never meets a new model.
 *
 * @param onUpdate called when a new version waits, with what makes all windows start anew with it
 * @returns a function that stops looking for new versions
 */
export function keepOnDevice(onUpdate: (use: () => void) => void): () => void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return () => undefined;
  const ended = new AbortController();
  const { signal } = ended;
  const container = navigator.serviceWorker;

  const offer = (waiting: ServiceWorker) => {
    onUpdate(() => {
      waiting.postMessage(TAKE_OVER);
    });
  };
  const watch = (registration: ServiceWorkerRegistration) => {
    // Without a controller it is the first version, which nobody need be told of.
    if (registration.waiting !== null && container.controller !== null) offer(registration.waiting);
    registration.addEventListener(
      'updatefound',
      () => {
        const found = registration.installing;
        found?.addEventListener(
          'statechange',
          () => {
            if (found.state === 'installed' && container.controller !== null) offer(found);
          },
          { signal },
        );
      },
      { signal },
    );
    let askedAt = Date.now();
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'hidden' || Date.now() - askedAt < ASK_EVERY_MS) return;
        askedAt = Date.now();
        // Without a connection there is no news.
        registration.update().catch(() => undefined);
      },
      { signal },
    );
  };

  if (container.controller !== null) {
    container.addEventListener(
      'controllerchange',
      () => {
        location.reload();
      },
      { signal },
    );
  }
  container.register(`${import.meta.env.BASE_URL}sw.js`).then(
    (registration) => {
      if (!signal.aborted) watch(registration);
    },
    () => undefined,
  );
  return () => {
    ended.abort();
  };
}
