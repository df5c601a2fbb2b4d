/**
 * Asks the browser not to delete what this page keeps when it needs the room. Some ask the person,
 * some decide by how often the page is used; Safari deletes all the same after seven days of use
 * without a visit, unless the page is on the home screen.
 */
export function keepStorage(): void {
  // Typed as always there, but absent on addresses without https and in Safari before 15.2.
  if (!('storage' in navigator) || !('persist' in navigator.storage)) return;
  navigator.storage.persist().catch(() => undefined);
}
