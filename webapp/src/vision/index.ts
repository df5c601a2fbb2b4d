/**
 * The reader: faces and their apparent expressions, read on the device in a worker. It needs neither
 * React nor this page, and is what the npm package exports.
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

/** As the npm package has it, but for its models: the page names a folder. */
export const createReader = createReaderOn({
  workers: [
    (): Worker => new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' }),
  ],
  copyOf,
});
