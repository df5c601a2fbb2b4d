/**
 * Lighthouse's four scores for the built page, as its mobile profile simulates them:
 *
 *     npm run build --prefix webapp
 *     npm run lighthouse --prefix webapp                     the medians of five visits
 *     npm run lighthouse --prefix webapp -- --runs 1 --out report.json
 *
 * Needs `npm ci --prefix benchmarks`; Chromium is $CHROMIUM. Other work on this machine makes the
 * performance worse. Exits with 1 if a median is below 100, with 2 and a sentence if it cannot
 * measure.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import lighthouse from 'lighthouse';
import { StartError } from '../webapp/server/startError.js';
import { withBuiltPage } from '../webapp/scripts/builtPage/serve.js';
import { launch } from './speed/browser.js';
import { SpeedError } from './speed/speedError.js';
import { median } from './speed/statistics.js';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const WANTED = 100;

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SpeedError || error instanceof StartError)) throw error;
  console.error(`lighthouse.js: ${error.message}`);
  process.exitCode = 2;
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const { runs, out } = parse();
  const reports = await withBuiltPage(async (url) => {
    const visits = [];
    // One after the other: they would slow each other down.
    while (visits.length < runs) visits.push(await visit(url));
    return visits;
  });
  const medians = CATEGORIES.map((category) => median(reports.map((each) => scoreOf(each, category))));
  print(reports, medians);
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(reports, undefined, 2)}\n`);
  return medians.every((score) => score >= WANTED) ? 0 : 1;
}

/** @throws {SpeedError} if an option makes no sense. */
function parse() {
  /** @type {{ runs?: string, out?: string }} */
  let values;
  try {
    ({ values } = parseArgs({
      options: { runs: { type: 'string', default: '5' }, out: { type: 'string' } },
    }));
  } catch (error) {
    throw new SpeedError(error instanceof Error ? error.message : String(error));
  }
  const runs = Number(values.runs);
  if (Number.isInteger(runs) && runs >= 1) return { runs, out: values.out };
  throw new SpeedError(`expected --runs to be a whole number from 1, got "${values.runs}"`);
}

/**
 * A first visit, with a browser that knows nothing yet.
 *
 * @param {string} url of the page
 * @returns {Promise<import('lighthouse').Result>}
 * @throws {SpeedError} if Lighthouse cannot look at it.
 */
async function visit(url) {
  const port = await freePort();
  const browser = await launch([`--remote-debugging-port=${port}`]);
  try {
    const flags = { port, onlyCategories: CATEGORIES, logLevel: /** @type {const} */ ('error') };
    const result = await lighthouse(url, flags);
    const error = result?.lhr.runtimeError;
    if (result !== undefined && error === undefined) return result.lhr;
    throw new SpeedError(`expected Lighthouse to load the page, got: ${error?.message ?? 'nothing'}`);
  } finally {
    await browser.close();
  }
}

/** @returns {Promise<number>} a port that nobody listens on */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(address !== null && typeof address === 'object' ? address.port : 0);
      });
    });
  });
}

/**
 * @param {import('lighthouse').Result} report
 * @param {string} category
 * @returns {number} 0 to 100; 0 if there is no score
 */
function scoreOf({ categories }, category) {
  return Math.round(100 * (categories[category]?.score ?? 0));
}

/**
 * @param {readonly import('lighthouse').Result[]} reports
 * @param {readonly number[]} medians in the order of CATEGORIES
 */
function print(reports, medians) {
  const rows = CATEGORIES.map((category, index) => {
    const scores = reports.map((report, run) => [`run ${run + 1}`, scoreOf(report, category)]);
    return [category, { ...Object.fromEntries(scores), median: medians[index] }];
  });
  console.table(Object.fromEntries(rows));
  const [first] = reports;
  if (first === undefined) return;
  console.log(`Lighthouse ${first.lighthouseVersion}. What the first visit lost points for:`);
  for (const { id, title, auditRefs } of Object.values(first.categories)) {
    for (const { id: audit, weight } of auditRefs) {
      const found = first.audits[audit];
      if (weight === 0 || found === undefined || found.score === null || found.score >= 1) continue;
      console.log(`${title ?? id}: ${found.title}, ${found.displayValue ?? 'not passed'}`);
    }
  }
}
