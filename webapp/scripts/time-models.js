/**
 * Times exported models on one face, on the page's kernels and one thread, in headless Chromium:
 *
 *     node scripts/time-models.js FOLDER… [--turns 20] [--tfjs]
 *
 * The models alternate, so that a busy machine slows all alike. Writes one line of JSON, {browser,
 * timesMs: [[…], …]}: milliseconds turn after turn, an array for each folder. With
 * --tfjs, each runs on TF.js's own WebAssembly too, and these arrays follow. Exits with 2 and one sentence if a folder is no exported model or the browser is missing.
 */
import { runMain } from './runModel/throughVite.js';

await runMain('/scripts/runModel/timing.ts');
