/**
 * The page's table of pictures and videos, in headless Chromium:
 *
 *     node scripts/read-table.js FOLDER > table.json
 *
 * FOLDER holds the files and table.json: {files, everyMs}. Writes {columns, rows,
 * frames}. tests/reader compares it with the Python reader's.
 */
import { runMain } from './runModel/throughVite.js';

await runMain('/scripts/readTable/main.ts');
