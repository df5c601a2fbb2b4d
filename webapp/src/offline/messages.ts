/** From the page to a service worker that waits: take over all windows now. */
export const TAKE_OVER = 'takeOver';
