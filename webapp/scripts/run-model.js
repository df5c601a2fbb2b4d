/**
 * Runs an exported model as the page does, through its own loader, TF.js and kernels:
 *
 *     node scripts/run-model.js FOLDER < rows.bin > answer.bin
 *     node scripts/run-model.js FOLDER --in chromium < rows.bin > answer.bin
 *
 * Reads the input as float32 (little endian), row after row. Writes one line of JSON,
 * {outputs: [{name, rowShape}]}, then each output's float32 values for all rows. Exits
 * with 2 and one sentence if the folder is no exported model, its graph cannot be run, or the
 * browser is missing.
 */
import { runMain } from './runModel/throughVite.js';

await runMain('/scripts/runModel/main.ts');
