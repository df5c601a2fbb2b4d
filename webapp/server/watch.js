/**
 * Says in one sentence what a script lacks, a newer Node or packages, where Node would print a
 * stack, and ends with 2:
 *
 *     node --import ./server/watch.js scripts/vitals.js
 *
 * A script's own imports fail before its first line runs, so it cannot say it itself.
 */
import { requireNode, withPackages } from './environment.js';
import { StartError } from './startError.js';

process.on('uncaughtException', (error) => {
  withPackages(() => Promise.reject(error)).catch((/** @type {unknown} */ told) => {
    const isSentence = told instanceof StartError;
    console.error(isSentence ? told.message : told);
    process.exit(isSentence ? 2 : 1);
  });
});

requireNode(process.versions.node);
