/**
 * The numbers that videos' frames carry, and their times, as the page sees them in headless Chromium:
 *
 *     node scripts/read-videos.js FOLDER > frames.json
 *
 * FOLDER holds videos and videos.json: [{file, everyMs, way: 'decoded' | 'sought'}]. Writes for each a
 * list of [number, milliseconds]. tests/reader/videos.py draws such frames.
 */
import { runMain } from './runModel/throughVite.js';

await runMain('/scripts/readVideos/main.ts');
