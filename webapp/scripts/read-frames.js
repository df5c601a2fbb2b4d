/**
 * Reads pictures in headless Chromium, through the page's own canvas, networks and rules:
 *
 *     node scripts/read-frames.js FOLDER > readings.json
 *
 * FOLDER holds pictures and frames.json: {model?, mode: 'stream' | 'still', frames: [{file,
 * timestampMs}]}. Writes for each frame the list of its faces, with the pixels of their crops and
 * probabilities as each frame gives them. tests/reader holds the Python reader to it.
 */
import { runMain } from './runModel/throughVite.js';

await runMain('/scripts/readFrames/main.ts');
