/**
 * The ways to start the worker that is built with this code, each for browsers, bundlers and sites
 * where those before it fail. The npm package's build puts its own in place of this file.
 */
export const BUNDLED_WORKERS: readonly (() => Worker | Promise<Worker>)[] = [
  (): Worker => new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' }),
];
