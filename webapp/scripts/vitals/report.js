/**
 * @typedef {'LCP' | 'CLS' | 'INP'} Metric
 * @typedef {Readonly<Record<Metric, number>>} Values in ms, but for CLS, which has no unit
 * @typedef {object} Run
 * @property {Values} values
 * @property {Readonly<Record<Metric, string>>} causes what the browser blames
 * @property {Readonly<Record<string, number>>} tapsMs by button, until the tap's effect was painted
 */

/** @type {readonly Metric[]} */
export const METRICS = ['LCP', 'CLS', 'INP'];

/**
 * "Good": https://web.dev/articles/vitals
 *
 * @type {Values}
 */
export const LIMITS = { LCP: 2500, CLS: 0.1, INP: 200 };

/**
 * @param {readonly Run[]} runs at least one
 * @returns {Values}
 */
export function medians(runs) {
  /** @param {Metric} metric */
  const median = (metric) => {
    const sorted = runs.map(({ values }) => values[metric]).toSorted((a, b) => a - b);
    const [lower = NaN, upper = NaN] = [sorted.length - 1, sorted.length].map(
      (index) => sorted[index >> 1],
    );
    return (lower + upper) / 2;
  };
  return { LCP: median('LCP'), CLS: median('CLS'), INP: median('INP') };
}

/** @param {Values} values */
export function missedLimits(values) {
  return METRICS.filter((metric) => values[metric] > LIMITS[metric]);
}

/**
 * @param {readonly Run[]} runs
 * @param {Values} median
 * @param {Readonly<Record<string, unknown>>} setting
 */
export function print(runs, median, setting) {
  console.log(JSON.stringify(setting));
  console.table(Object.fromEntries(METRICS.map((metric) => [metric, row(metric, runs, median)])));
  console.log('Taps (ms)');
  console.table(runs.map(({ tapsMs }) => tapsMs));
  for (const metric of METRICS) {
    const [worst] = runs.toSorted((a, b) => b.values[metric] - a.values[metric]);
    if (worst !== undefined) console.log(`${metric}, worst run: ${worst.causes[metric]}`);
  }
  for (const metric of missedLimits(median)) console.log(`${metric} is over its limit.`);
}

/**
 * @param {Metric} metric
 * @param {readonly Run[]} runs
 * @param {Values} median
 * @returns {Record<string, number>}
 */
function row(metric, runs, median) {
  /** @param {number} value */
  const format = (value) => Number(value.toFixed(metric === 'CLS' ? 3 : 0));
  /** @type {Record<string, number>} */
  const cells = {};
  runs.forEach(({ values }, index) => {
    cells[`run ${index + 1}`] = format(values[metric]);
  });
  return { ...cells, median: format(median[metric]), limit: LIMITS[metric] };
}
