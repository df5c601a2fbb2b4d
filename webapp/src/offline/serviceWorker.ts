import { cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { FORGET_GIVING, KEEP_GIVING, TAKE_OVER } from './messages';

/**
 * Keeps the page, its worker and the models on the device, so that it opens without a connection.
 *
 * All files of a build are stored before any is used, and answered from that store alone: an old
 * page never meets a new model. A new build waits until no window shows the old one, or until the
 * person takes it in all of them.
 *
 * The part with which pictures are given is kept from when a person turns it on until it is turned
 * off, in a store of its own.
 */

/** What build/precache.ts found in the built page. */
declare const PRECACHE: PrecacheEntry[];
declare const GIVING_FILES: string[];

/** What this file uses of ServiceWorkerGlobalScope, which the page's types do not know. */
declare const self: {
  skipWaiting(): Promise<void>;
  addEventListener(
    type: 'install' | 'activate' | 'message' | 'fetch',
    listener: (event: WorkerEvent) => void,
  ): void;
};
interface WorkerEvent {
  /** Of a message. */
  readonly data?: unknown;
  /** Of a fetch. */
  readonly request?: Request;
  waitUntil(work: Promise<unknown>): void;
  respondWith(response: Promise<Response>): void;
}

// The same file whatever is asked of it: how the page is to begin (state/beginning.ts), or what
// those who pass links on add to them.
precacheAndRoute(PRECACHE, { ignoreURLParametersMatching: [/./] });
cleanupOutdatedCaches();

const GIVING = 'mien-giving';
const givingUrls = GIVING_FILES.map((file) => new URL(file, location.href).href);

self.addEventListener('install', (event) => {
  // Turned on before: the new version's part comes with the new version.
  event.waitUntil(caches.has(GIVING).then((isOn) => (isOn ? keepGiving() : undefined)));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldGiving());
});
self.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) void self.skipWaiting();
  if (event.data === KEEP_GIVING) event.waitUntil(keepGiving());
  if (event.data === FORGET_GIVING) event.waitUntil(caches.delete(GIVING));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  // None of these is among the precached files, so nobody else answers.
  if (request !== undefined && givingUrls.includes(request.url)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

async function keepGiving(): Promise<void> {
  const cache = await caches.open(GIVING);
  const kept = (await cache.keys()).map(({ url }) => url);
  const missing = givingUrls.filter((url) => !kept.includes(url));
  // Where it cannot be kept it is fetched when it is needed.
  await cache.addAll(missing).catch(() => undefined);
}

async function dropOldGiving(): Promise<void> {
  if (!(await caches.has(GIVING))) return;
  const cache = await caches.open(GIVING);
  for (const request of await cache.keys()) {
    if (!givingUrls.includes(request.url)) await cache.delete(request);
  }
}
