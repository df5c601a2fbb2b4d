/**
 * The value below which a share of the values lies, between neighbours by linear interpolation.
 *
 * @param {readonly number[]} values
 * @param {number} share 0 to 1
 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (place - Math.floor(place)) * (above - below);
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/** @param {readonly number[]} values */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The median over turns of a turn's mean beside the other's mean in the same turn: what else the
 * machine did slowed both.
 *
 * @param {readonly (readonly number[])[]} turns
 * @param {readonly (readonly number[])[]} others
 */
export function ratioByTurn(turns, others) {
  return median(turns.map((turn, index) => mean(turn) / mean(others[index] ?? [])));
}

/**
 * Numbers from 0 to below 1, the same for the same seed.
 *
 * @param {number} seed
 */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The values in an order drawn evenly from all.
 *
 * @template T
 * @param {readonly T[]} values
 * @param {() => number} draw
 */
export function shuffled(values, draw) {
  return values
    .map((value) => ({ value, place: draw() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
