import { FORGET_GIVING, KEEP_GIVING } from './messages';

/** Whether the part with which pictures are given is to be there without a connection. */
export function keepGiving(isKept: boolean): void {
  if (!('serviceWorker' in navigator)) return;
  // Where none is installed this never comes, and nothing is kept anyway.
  void navigator.serviceWorker.ready.then(({ active }) => {
    active?.postMessage(isKept ? KEEP_GIVING : FORGET_GIVING);
  });
}
