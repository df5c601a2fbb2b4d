import { cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { TAKE_OVER } from './messages';

/**
 * Keeps the page, its worker and the models on the device, so that it opens without a connection.
 *
 * All files of a build are stored before any is used, and answered from that store alone: an old
 * page never meets a new model. A new build waits until no window shows the old one, or until the person takes it in all of them.
 */

/** What build/precache.ts found in the built page. */
declare const PRECACHE: PrecacheEntry[];
/** What this file uses of ServiceWorkerGlobalScope, which the page's types do not know. */
declare const self: EventTarget & { skipWaiting(): Promise<void> };

// The same page, however it is to begin (state/beginning.ts).
precacheAndRoute(PRECACHE, { ignoreURLParametersMatching: [/^(camera|open)$/] });
cleanupOutdatedCaches();

self.addEventListener('message', (event) => {
  if ('data' in event && event.data === TAKE_OVER) void self.skipWaiting();
});
