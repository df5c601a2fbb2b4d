/**
 * The numbers that films' frames carry, and their times, as the page sees them in headless Chromium:
 *
 *     node scripts/read-films.js FOLDER > frames.json
 *
 * FOLDER holds films and films.json: [{file, everyMs, way: 'decoded' | 'sought'}]. Writes for each a
 * list of [number, milliseconds]. tests/reader/films.py draws such frames.
 */
import { runMain } from './runModel/throughVite.js';

await runMain('/scripts/readFilms/main.ts');
