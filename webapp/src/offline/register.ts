/**
 * Lets the page open without a connection from the next visit on. Where that is not possible (a
 * self-made certificate, refused storage) the page works as before.
 */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`).catch(() => undefined);
}
