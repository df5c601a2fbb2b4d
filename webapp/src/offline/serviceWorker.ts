import { cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';

/**
 * Keeps the page, its worker and the models on the device, so that it opens without a connection.
 *
 * All files of a build are stored before any is used, and answered from that store alone: an old
 * page never meets a new model. A new build waits until no window shows the old one.
 */

/** What build/precache.ts found in the built page. */
declare const PRECACHE: PrecacheEntry[];

precacheAndRoute(PRECACHE);
cleanupOutdatedCaches();
