import {
  cleanupOutdatedCaches,
  getCacheKeyForURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching';
import { FORGET_GIVING, KEEP_GIVING, TAKE_OVER } from './messages';

/**
 * Keeps the page, its worker and the models on the device, so that it opens without a connection.
 *
 * All files of a build are stored before any is used, and answered from that store alone: an old
 * page never meets a new model. Models that are not stored are answered only as this build has them.
 * A new build waits until no window shows the old one, or until the person takes it in all of them.
 *
 * The part with which pictures are given is kept from when a person turns it on until it is turned
 * off, in a store of its own.
 */

/** What build/precache.ts found in the built page. */
declare const PRECACHE: PrecacheEntry[];
declare const GIVING_FILES: string[];
/** Files of the models that are not stored, with the first 16 hex digits of their SHA-256. */
declare const OTHER_MODELS: readonly { readonly url: string; readonly revision: string }[];

/** What this file uses of ServiceWorkerGlobalScope, which the page's types do not know. */
declare const self: {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly registration: { update(): Promise<unknown> };
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
  stopImmediatePropagation(): void;
}

// Before the store's own listener: a page that asks past all caches has found a stored file damaged.
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request?.cache !== 'reload' || request.mode === 'navigate') return;
  const key = getCacheKeyForURL(request.url);
  if (key === undefined) return;
  event.stopImmediatePropagation();
  event.respondWith(fetchAnew(request, key));
});

// The same file whatever is asked of it: how the page is to begin (state/beginning.ts), or what
// those who pass links on add to them.
precacheAndRoute(PRECACHE, { ignoreURLParametersMatching: [/./] });
cleanupOutdatedCaches();

const GIVING = 'mien-giving';
const givingUrls = GIVING_FILES.map((file) => new URL(file, location.href).href);
const otherModels = new Map(
  OTHER_MODELS.map(({ url, revision }) => [new URL(url, location.href).href, revision]),
);

self.addEventListener('install', (event) => {
  // Turned on before: the new version's part comes with the new version.
  event.waitUntil(caches.has(GIVING).then((isOn) => (isOn ? keepGiving() : undefined)));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldGiving());
  // A tab that is open since the first visit is kept and hears of updates too.
  event.waitUntil(self.clients.claim());
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
  const revision = request === undefined ? undefined : otherModels.get(request.url);
  if (request !== undefined && revision !== undefined) {
    event.respondWith(fetchOfThisBuild(request, revision));
  }
});

/** From the server, and into the store in place of what is there. */
async function fetchAnew(request: Request, key: string): Promise<Response> {
  const response = await fetch(request);
  const isPage = response.headers.get('content-type')?.includes('text/html') === true;
  if (!response.ok || isPage) return response;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    if ((await cache.match(key)) !== undefined) await cache.put(key, response.clone());
  }
  return response;
}

/** From the server, if it still has what this build was made with; else there may be a newer build. */
async function fetchOfThisBuild(request: Request, revision: string): Promise<Response> {
  const response = await fetch(request);
  if (!response.ok) return response;
  const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  if (hex.join('').startsWith(revision)) return response;
  self.registration.update().catch(() => undefined);
  return new Response('of another version of the page', { status: 409 });
}

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
