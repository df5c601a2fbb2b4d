/**
 * Runs Mien and its peers in one headless Chromium, on the same frames, in alternation:
 *
 *     make bench
 *     make bench BENCH="--turns 10 --frames 1000"     sooner, rougher
 *     make bench BENCH="--stage memory"               one part; the others stay as they were
 *     make bench BENCH="--stage report"               measures nothing, writes what was measured again
 *
 * Leaves docs/speed.md, .json, .csv and .png, once every part was measured. Parts that were measured
 * are kept in benchmarks/speed/.generated. Exits with 2 and a sentence if it cannot measure.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { alternate } from './alternate.js';
import { launch } from './browser.js';
import { DATA_WALKS, prepare, REPOSITORY, runPython } from './build.js';
import { firstResults, pageFirstResults } from './firstResult.js';
import { countLines } from './lines.js';
import { watchMemory } from './memory.js';
import { write } from './report.js';
import { measureRoofline } from './roofline.js';
import { serve } from './server.js';
import { SpeedError } from './speedError.js';
import { readStills, stillsTable } from './stills.js';
import { pageFrames, throttledRates } from './throttled.js';

const WORK = fileURLToPath(new URL('.generated/', import.meta.url));
const STAGES = [
  'alternation',
  'stills',
  'throttled',
  'first',
  'memory',
  'lines',
  'roofline',
  'training',
  'conversion',
];
/** The report can do without these. */
const OPTIONAL = ['stills', 'training'];
const REPORT = 'report';
/** @type {Readonly<Record<string, () => unknown>>} */
const WITHOUT_BROWSER = {
  training: measureTraining,
  conversion: () => JSON.parse(runPython(['benchmarks/speed/conversion.py'])),
};

try {
  await main();
} catch (error) {
  if (!(error instanceof SpeedError)) throw error;
  console.error(`run.js: ${error.message}`);
  process.exitCode = 2;
}

async function main() {
  const options = parse();
  if (options.stage !== REPORT) await measureAll(options);
  report();
}

/** @param {ReturnType<typeof parse>} options */
async function measureAll(options) {
  /** @type {ReturnType<typeof prepare> | undefined} */
  let built;
  const stages = options.stage === undefined ? STAGES : [options.stage];
  if (options.stage === undefined) {
    for (const stage of STAGES) rmSync(fileOf(stage), { force: true });
  }
  for (const stage of stages) {
    console.error(stage);
    const measureAlone = WITHOUT_BROWSER[stage];
    const result =
      measureAlone === undefined
        ? await measure(stage, (built ??= prepare(WORK, options.data)), options)
        : measureAlone();
    mkdirSync(WORK, { recursive: true });
    writeFileSync(fileOf(stage), JSON.stringify(result));
  }
}

/** Writes docs/speed.* from what the stages left. */
function report() {
  const missing = STAGES.filter(
    (stage) => !OPTIONAL.includes(stage) && !existsSync(fileOf(stage)),
  );
  if (missing.length > 0) {
    console.error(`Nothing written to docs: still to be measured: ${missing.join(', ')}.`);
    return;
  }
  /** @type {any} what the stages left, each as its own function gave it */
  const results = Object.fromEntries(
    STAGES.filter((stage) => existsSync(fileOf(stage))).map((stage) => [
      stage,
      JSON.parse(readFileSync(fileOf(stage), 'utf8')),
    ]),
  );
  const docs = join(REPOSITORY, 'docs');
  console.log(write(docs, results));
  runPython(['benchmarks/speed/chart.py', join(docs, 'speed.json'), join(docs, 'speed.png')]);
}

function parse() {
  try {
    const { values } = parseArgs({
      options: {
        turns: { type: 'string', default: '40' },
        frames: { type: 'string', default: '10000' },
        stage: { type: 'string' },
        data: { type: 'string' },
      },
    });
    const data = values.data ?? process.env['FER2013'];
    if (values.stage !== undefined && ![...STAGES, REPORT].includes(values.stage)) {
      throw new SpeedError(
        `expected --stage ${[...STAGES, REPORT].join('|')}, got ${values.stage}`,
      );
    }
    return {
      turns: wholeNumber('--turns', values.turns, 2),
      frames: wholeNumber('--frames', values.frames, 1000),
      stage: values.stage,
      data: data === undefined || data === '' ? undefined : data,
    };
  } catch (error) {
    if (error instanceof TypeError) throw new SpeedError(error.message);
    throw error;
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 */
function wholeNumber(name, text, least) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new SpeedError(`expected ${name} to be a whole number from ${least}, got "${text}"`);
}

/** @param {string} stage */
function fileOf(stage) {
  return join(WORK, `${stage}.json`);
}

/**
 * @param {string} stage
 * @param {ReturnType<typeof prepare>} built
 * @param {ReturnType<typeof parse>} options
 */
async function measure(stage, built, options) {
  if (stage === 'lines') return await countLines(built.mounts, built.film);
  const server = await serve(built.mounts);
  const browser = await launch();
  try {
    const walks = options.data === undefined ? 1 : DATA_WALKS;
    if (stage === 'alternation') {
      const result = await alternate(browser, server.url, options.turns, walks);
      return {
        ...result,
        browser: browser.version(),
        faces: walks === 1 ? 'astronaut' : 'FER2013',
      };
    }
    if (stage === 'stills') {
      const result = await readStills(browser, server.url, built.mounts['/frames/']);
      console.log(stillsTable(result));
      return result;
    }
    if (stage === 'memory') return await watchMemory(browser, server.url, options.frames);
    if (stage === 'roofline') return await measureRoofline(browser, server.url);
    if (stage === 'throttled') {
      const rates = await throttledRates(browser, server.url, walks);
      return { rates, page: await watchBuiltPage(built) };
    }
    const workersOnPage = workersOnPageScript(built.pageWorker);
    return {
      contenders: await firstResults(browser, built.mounts),
      page: await pageFirstResults(built.page, built.film, workersOnPage),
    };
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param {ReturnType<typeof prepare>} built */
async function watchBuiltPage({ page, film }) {
  const server = await serve({ '/': page });
  const browser = await launch([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ]);
  try {
    return await pageFrames(browser, server.url);
  } finally {
    await browser.close();
    server.close();
  }
}

/**
 * The adapter's module as a script that can run before the page's own.
 *
 * @param {string} file
 */
function workersOnPageScript(file) {
  const code = readFileSync(file, 'utf8').replaceAll(/^export /gm, '');
  return `(() => { ${code}\nrunWorkersOnPage(); })();`;
}

/** With the paper's network and the way of its own generator, on this machine's processor. */
function measureTraining() {
  const words = ['--recipe', 'five_layer', '--precision', 'float32', '--steps', '6', '--json'];
  return JSON.parse(
    runPython(['benchmarks/data_path.py', ...words])
      .trim()
      .split('\n')
      .at(-1) ?? '',
  );
}
