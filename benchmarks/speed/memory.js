import { contenderOf } from './contenders.js';
import { openBench } from './openBench.js';
import { median } from './statistics.js';

const CHUNK_FRAMES = 250;
/** The first of them belong to warming up. */
const WARM_CHUNKS = 2;

/** Those that name expressions, as a page would use them for a camera. */
const WATCHED = ['mien-stream', 'face-api', 'human'];

/**
 * Tensors and the JavaScript heap of each over many frames.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {number} frames
 */
export async function watchMemory(browser, url, frames) {
  const watched = [];
  for (const id of WATCHED) {
    process.stderr.write(`${id}\n`);
    watched.push({ id, ...(await watchOne(browser, url, contenderOf(id), frames)) });
  }
  return watched;
}

/**
 * Tensors and the JavaScript heap over many frames of a film with one face. The worker's script runs
 * on the page's thread, whose heap the browser tells.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {import('./contenders.js').Contender} contender
 * @param {number} frames
 */
async function watchOne(browser, url, contender, frames) {
  const { page, read, tensors } = await openBench(browser, url, contender, { onPage: true });
  const session = await page.context().newCDPSession(page);
  const readings = [];
  for (let from = 0; from < frames; from += CHUNK_FRAMES) {
    await read({ walk: 'one-0', from, count: CHUNK_FRAMES, mode: contender.mode });
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    readings.push({ frames: from + CHUNK_FRAMES, heapBytes: usedSize, tensors: await tensors() });
    process.stderr.write(`\r${from + CHUNK_FRAMES} of ${frames} frames`);
  }
  process.stderr.write('\n');
  await page.close();
  const warm = readings.slice(WARM_CHUNKS);
  const heapOf = (/** @type {typeof warm} */ some) =>
    median(some.map(({ heapBytes }) => heapBytes));
  const third = Math.max(1, Math.floor(warm.length / 3));
  const [early, late] = [heapOf(warm.slice(0, third)), heapOf(warm.slice(-third))];
  const counts = warm.map((reading) => reading.tensors);
  return {
    frames,
    heapEarlyBytes: early,
    heapLateBytes: late,
    heapGrowth: late / early - 1,
    leastTensors: Math.min(...counts),
    mostTensors: Math.max(...counts),
    readings,
  };
}
