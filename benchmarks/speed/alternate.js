import { CONTENDERS } from './contenders.js';
import { firstFoundByAll } from './foundByAll.js';
import { openBench } from './openBench.js';
import { mean, median, quantile, seeded, shuffled } from './statistics.js';

/** Frames that one contender reads before the next has its turn. */
const STILL_FRAMES = 5;
/** Two rounds of a follower, which alternates whole frame and close-up every 133 ms. */
const STREAM_FRAMES = 16;
/** Of the order of turns. */
const SEED = 1;

/**
 * Lets every contender read the same frames, turn by turn in one browser, each in a page of its own.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {number} turns
 * @param {number} walks that were drawn; the first is taken in which all find every face
 * @throws {SpeedError} if there is none.
 */
export async function alternate(browser, url, turns, walks) {
  const opened = [];
  for (const contender of CONTENDERS) {
    opened.push({ contender, ...(await openBench(browser, url, contender)) });
  }
  const seats = opened.flatMap(({ contender, read }) =>
    contender.faces.map((faces) => ({
      contender,
      faces,
      read,
      /** @type {import('./openBench.js').Reading[][]} */
      turns: [],
    })),
  );
  const walk = await firstFoundByAll(seats, walks);
  const draw = seeded(SEED);
  for (let turn = 0; turn < turns; turn += 1) {
    // Redrawn each turn, so that nobody always follows the same neighbour.
    for (const seat of shuffled(seats, draw)) {
      const { mode } = seat.contender;
      const count = mode === 'stream' ? STREAM_FRAMES : STILL_FRAMES;
      const task = { walk: `${seat.faces}-${walk}`, from: turn * count, count, mode };
      seat.turns.push(await seat.read(task));
    }
    process.stderr.write(`\rturn ${turn + 1} of ${turns}`);
  }
  process.stderr.write('\n');
  for (const { page } of opened) await page.close();
  return {
    turns,
    seed: SEED,
    about: Object.fromEntries(opened.map(({ contender, about }) => [contender.id, about])),
    rows: seats.map(({ contender, faces, turns: readings }) => ({
      id: contender.id,
      faces,
      ...summarise(readings),
    })),
  };
}

/** @param {readonly (readonly import('./openBench.js').Reading[])[]} turns */
function summarise(turns) {
  const readings = turns.flat();
  const ms = readings.map((reading) => reading.ms);
  const names = Object.keys(readings[0]?.stagesMs ?? {});
  const stage = (/** @type {string} */ name) =>
    mean(readings.map(({ stagesMs }) => stagesMs?.[name] ?? NaN));
  return {
    frames: ms.length,
    medianMs: median(ms),
    p95Ms: quantile(ms, 0.95),
    meanMs: mean(ms),
    stagesMs: Object.fromEntries(names.map((name) => [name, stage(name)])),
    turnsMs: turns.map((turn) => turn.map((reading) => reading.ms)),
  };
}
