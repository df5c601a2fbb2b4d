/**
 * The reader: reads faces' apparent expressions on the device, in a worker. It needs neither React nor
 * this page; the npm package exports it.
 *
 * @example
 * const reader = await createReader();
 * const { faces } = await reader.read(document.querySelector('img'));
 * for (const { expression, sure } of faces) console.log(sure ? expression : 'not sure');
 * reader.dispose();
 */
import { createReaderOn } from './reader/createReader';
import { copyOf } from './reader/pictures';

export * from './public';

/** As in the npm package, except that the page names a folder of models. */
export const createReader = createReaderOn({
  workers: [
    (): Worker => new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' }),
  ],
  copyOf,
});
