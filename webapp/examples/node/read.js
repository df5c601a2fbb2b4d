/** Prints what is read in a PNG: `node read.js face.png`. */
import { readFileSync } from 'node:fs';
import { createReader } from '@mien/reader';
import { PNG } from 'pngjs';

const reader = await createReader();
const { faces } = await reader.read(PNG.sync.read(readFileSync(process.argv[2])));
const told = faces.map(({ expression, sure, boxPx, probabilities }) => ({
  expression,
  sure,
  boxPx,
  probabilities,
}));
console.log(JSON.stringify(told));
reader.dispose();
