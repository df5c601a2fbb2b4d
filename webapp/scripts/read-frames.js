import { runMain } from './runModel/throughVite.js';

await runMain('/scripts/readFrames/main.ts');
