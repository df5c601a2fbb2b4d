/** From the page to a service worker that waits: take over all windows now. */
export const TAKE_OVER = 'takeOver';
/** From the page to its service worker: pictures may be given, so keep that part on the device too. */
export const KEEP_GIVING = 'keepGiving';
/** The opposite. */
export const FORGET_GIVING = 'forgetGiving';
