/** The npm package in a browser: with its models, and a worker that every bundler finds. */
import type { CreateReader } from '../src/vision/api';
import { createReaderOn } from '../src/vision/reader/createReader';
import { copyOf } from '../src/vision/reader/pictures';
import { inflate } from './inflate';
import { unpackModels } from './packedModels';

export * from '../src/vision/public';

export const createReader: CreateReader = createReaderOn({
  workers: [
    // Vite, webpack and Next take the file along, and plain pages have it beside this one.
    () => new Worker(WORKER_URL, { type: 'module' }),
    // esbuild leaves it behind, Vite before 8 loses it in development, and browsers refuse a CDN's.
    startFromText,
  ],
  copyOf,
  unpackModels,
});

async function startFromText(): Promise<Worker> {
  const { default: text } = await import('packed:worker');
  const url = URL.createObjectURL(new Blob([await inflate(text)], { type: 'text/javascript' }));
  // Not revoked: a worker that has not yet asked for its script would find nothing.
  return new Worker(url);
}
