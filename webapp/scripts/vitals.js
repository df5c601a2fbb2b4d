/**
 * Measures the built page's Web Vitals as a phone with a slow processor would see them:
 *
 *     npm run build
 *     npm run vitals                         three visits, their median against the limits
 *     npm run vitals -- --runs 5 --out vitals.json
 *
 * Chromium is $CHROMIUM, else Playwright's; $PYTHON draws the camera's film where it is missing.
 * Other work on this machine makes every figure worse. Exits with 1 if a median is over its limit,
 * with 2 and a sentence if it cannot measure.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StartError } from '../server/startError.js';
import { withBuiltPage } from './builtPage/serve.js';
import { LIMITS, medians, missedLimits, print } from './vitals/report.js';
import { SETTING, visit } from './vitals/visit.js';

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '3' }, out: { type: 'string' } },
  });
  const visits = await visitPage(parseRuns(values.runs));
  const runs = visits.map(({ run }) => run);
  const setting = { ...SETTING, browser: visits[0]?.browser };
  const median = medians(runs);
  const missed = missedLimits(median);
  print(runs, median, setting);
  if (values.out !== undefined) {
    const result = { setting, limits: LIMITS, median, missed, runs };
    writeFileSync(values.out, `${JSON.stringify(result, undefined, 2)}\n`);
  }
  return missed.length === 0 ? 0 : 1;
}

/** @param {number} count of visits, each with a browser that knows nothing yet */
function visitPage(count) {
  return withBuiltPage(async (url) => {
    /** @type {Awaited<ReturnType<typeof visit>>[]} */
    const visits = [];
    // One after the other: they would slow each other down.
    while (visits.length < count) visits.push(await visit(url));
    return visits;
  });
}

/**
 * @param {string} text
 * @throws {StartError}
 */
function parseRuns(text) {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1) return runs;
  throw new StartError(`--runs must be a whole number from 1, and it is "${text}".`);
}
