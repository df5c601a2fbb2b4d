import { TAKE_OVER } from './messages';

/** A page kept open for days asks for news so often. */
const ASK_EVERY_MS = 3_600_000;
/** A server that does not say by then whether there is a newer version is not waited for. */
const NEWEST_WITHIN_MS = 5000;

/**
 * Lets the page open without a connection from the next visit on. Where that is not possible (a
 * self-made certificate, refused storage) the page works as before.
 *
 * A new version is loaded beside the old one and waits: none of it is used until every window of
 * the page starts again with it, so that an old page never meets a new model.
 *
 * @param onUpdate called when a new version waits, with what makes all windows start again with it
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
    // Without a controller it is the first version, which nobody needs to hear about.
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
    const ask = () => {
      if (document.visibilityState === 'hidden' || Date.now() - askedAt < ASK_EVERY_MS) return;
      askedAt = Date.now();
      // Without a connection there is no news.
      registration.update().catch(() => undefined);
    };
    document.addEventListener('visibilitychange', ask, { signal });
    const asking = setInterval(ask, ASK_EVERY_MS);
    signal.addEventListener('abort', () => {
      clearInterval(asking);
    });
  };

  // The first one takes over a page that is its own already; each later one, all windows again.
  let isFirst = container.controller === null;
  container.addEventListener(
    'controllerchange',
    () => {
      if (!isFirst) location.reload();
      isFirst = false;
    },
    { signal },
  );
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

/**
 * Checks for a newer version now, which is then offered like any other: a file that this one lacks
 * may have been deleted when the newer one was deployed.
 */
export function lookForNewest(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker
    .getRegistration()
    .then((registration) => registration?.update())
    .catch(() => undefined);
}

/** Starts the page again, with the newest version if there is another than this one. */
export async function startNewest(): Promise<void> {
  if ('serviceWorker' in navigator) {
    const late = new Promise<undefined>((resolve) => {
      setTimeout(resolve, NEWEST_WITHIN_MS);
    });
    const waiting = await Promise.race([newestWaiting().catch(() => undefined), late]);
    if (waiting !== undefined) {
      const taken = new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
      });
      waiting.postMessage(TAKE_OVER);
      await Promise.race([taken, late]);
    }
  }
  location.reload();
}

async function newestWaiting(): Promise<ServiceWorker | undefined> {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.update();
  const { installing } = registration ?? {};
  if (installing) {
    await new Promise((resolve) => {
      installing.addEventListener('statechange', resolve, { once: true });
    });
  }
  return registration?.waiting ?? undefined;
}
