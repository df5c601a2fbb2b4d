/**
 * Builds the page and serves it as Firebase Hosting would:
 *
 *     npm run start                  builds, then serves http://localhost:5000
 *     PORT=8080 npm run start
 *     npm run preview                serves what was built before
 *
 * Plain JavaScript, because Node 20 does not run TypeScript; tsc checks its types all the same.
 * Exits with 2 and one sentence if it cannot start.
 */
import { requireNode, withPackages } from './environment.js';
import { StartError } from './startError.js';

try {
  requireNode(process.versions.node);
  // Everything else may use what an older Node does not even parse.
  await withPackages(async () => {
    const { run } = await import('./run.js');
    await run(process.argv.slice(2), process.env);
  });
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
