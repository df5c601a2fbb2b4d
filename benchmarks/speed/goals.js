import { ratioByTurn } from './statistics.js';

/**
 * @typedef {object} Goal
 * @property {string} text
 * @property {string} wanted
 * @property {string} measured
 * @property {boolean} isMet
 */

/**
 * The goals, each with what was measured of it.
 *
 * @param {import('./report.js').Results} results
 * @returns {Goal[]}
 */
export function goalsOf({ alternation, throttled, first, memory, training, conversion }) {
  const row = (/** @type {string} */ id, /** @type {string} */ faces = 'one') => {
    const found = alternation.rows.find((each) => each.id === id && each.faces === faces);
    if (found === undefined) throw new Error(`expected a row ${id}, ${faces}`);
    return found;
  };
  const ratio = (
    /** @type {string} */ id,
    /** @type {string} */ other,
    /** @type {string} */ faces = 'one',
    /** @type {string} */ otherFaces = 'one',
  ) => ratioByTurn(row(id, faces).turnsMs, row(other, otherFaces).turnsMs);
  const { page } = throttled;
  const bytes = first.page.plain;
  const code = (bytes.bytesByKind['js'] ?? 0) + (bytes.bytesByKind['wasm'] ?? 0);
  const rate = (/** @type {'one' | 'four'} */ faces) =>
    throttled.rates.find((each) => each.id === 'mien-stream' && each.faces === faces)
      ?.slowedPerSecond ?? NaN;
  const watched = memory.find(({ id }) => id === 'mien-stream');
  if (watched === undefined) throw new Error('expected the memory of mien-stream');
  const constant = watched.leastTensors === watched.mostTensors;
  return [
    atMost(
      'One face, each frame by itself, beside face-api',
      ratio('mien', 'face-api'),
      1 / 6,
      times,
    ),
    atMost('One face, each frame by itself, beside Human', ratio('mien', 'human'), 1 / 4, times),
    atMost('One face, following, beside face-api', ratio('mien-stream', 'face-api'), 0.1, times),
    atMost(
      'Four faces beside one, following',
      ratio('mien-stream', 'mien-stream', 'four', 'one'),
      1.5,
      times,
    ),
    atLeast('Results a second at 4× throttling, one face', rate('one'), 30, asRate),
    atLeast('Results a second at 4× throttling, four faces', rate('four'), 30, asRate),
    atMost("The page's longest own frame at 4× throttling", page.reading.longestGapMs, 50, asMs),
    atMost('Bytes until the first result', bytes.sentBytes, 900_000, asKb),
    atMost('Of them JavaScript and WebAssembly', code, 300_000, asKb),
    atMost('Cold start to the first result', first.page.plain.ms, 1000, asMs),
    atMost('The same at 4× throttling on 4G', first.page.phone.ms, 4000, asMs),
    {
      text: `Tensors over ${watched.frames} frames`,
      wanted: 'constant',
      measured: constant ? `${watched.mostTensors}` : `${watched.leastTensors}–${watched.mostTensors}`,
      isMet: constant,
    },
    atMost('Growth of the JavaScript heap over them', watched.heapGrowth, 0.05, asPercent),
    ...(training === undefined ? [] : trainingGoals(training)),
    {
      text: 'An export with its proofs beside the converter alone',
      wanted: 'reported',
      measured: `${conversion.seconds.export.toFixed(1)} s beside ${conversion.seconds.converter.toFixed(1)} s`,
      isMet: true,
    },
  ];
}

/** @param {NonNullable<import('./report.js').Results['training']>} training */
function trainingGoals(training) {
  return [
    atMost("The data's share of a training step", training.share.ours ?? NaN, 0.05, asPercent),
    {
      text: "Training's images/s beside a generator's",
      wanted: 'more',
      measured: `${(training.imagesPerSecond.ours / training.imagesPerSecond.generator).toFixed(2)}×`,
      isMet: training.imagesPerSecond.ours > training.imagesPerSecond.generator,
    },
  ];
}

/**
 * @param {string} text
 * @param {number} value
 * @param {number} limit
 * @param {(value: number) => string} format
 * @returns {Goal}
 */
function atMost(text, value, limit, format) {
  return {
    text,
    wanted: `≤ ${format(limit)}`,
    measured: format(value),
    isMet: value <= limit,
  };
}

/**
 * @param {string} text
 * @param {number} value
 * @param {number} limit
 * @param {(value: number) => string} format
 * @returns {Goal}
 */
function atLeast(text, value, limit, format) {
  return { text, wanted: `≥ ${format(limit)}`, measured: format(value), isMet: value >= limit };
}

/** @param {number} value */
function times(value) {
  return `${value.toFixed(value < 1 ? 3 : 2)}×`;
}

/** @param {number} value */
function asRate(value) {
  return value.toFixed(1);
}

/** @param {number} value */
function asMs(value) {
  return `${value.toFixed(0)} ms`;
}

/** @param {number} value */
function asKb(value) {
  return `${(value / 1000).toFixed(0)} kB`;
}

/** @param {number} value */
function asPercent(value) {
  return `${(100 * value).toFixed(1)} %`;
}
