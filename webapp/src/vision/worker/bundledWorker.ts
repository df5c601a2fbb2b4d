/** The worker that is built with this code. Bundlers of other sites follow this one address. */
export function startBundledWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}
