/**
 * Builds the npm packages, each in a folder of its own that `npm pack` takes:
 *
 *     node scripts/build-package.js       dist-package/reader and dist-package/accurate
 *
 * Ends with 1 and one sentence if what a page loads is larger than package-budget.json allows.
 */
import { runMain } from './runModel/throughVite.js';

await runMain('/scripts/buildPackage/main.ts');
