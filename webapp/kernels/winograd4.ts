import { multiplyAdd } from './arithmetic';

/**
 * The transforms of F(4 x 4, 3 x 3) of Lavin & Gray (arXiv 1509.09308): 16 outputs of a 3 x 3
 * convolution for 36 multiplications a channel instead of 144. Each works on four channels at once.
 */

const STEP: usize = 16;

/** A square of six by six vectors, in rows. */
const square = memory.data(576, 16);

/** Bᵀ · six inputs, from one stride to another. */
function transformSix(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const four = f32x4.splat(4);
  const two = f32x4.splat(2);
  const d0 = v128.load(from);
  const d1 = v128.load((from += fromStride));
  const d2 = v128.load((from += fromStride));
  const d3 = v128.load((from += fromStride));
  const d4 = v128.load((from += fromStride));
  const d5 = v128.load((from += fromStride));
  const even = f32x4.sub(d4, f32x4.mul(four, d2));
  const odd = f32x4.sub(d3, f32x4.mul(four, d1));
  const evenTwo = f32x4.sub(d4, d2);
  const oddTwo = f32x4.mul(two, f32x4.sub(d3, d1));
  v128.store(to, f32x4.add(multiplyAdd(four, f32x4.sub(d0, d2), d4), f32x4.neg(d2)));
  v128.store((to += toStride), f32x4.add(even, odd));
  v128.store((to += toStride), f32x4.sub(even, odd));
  v128.store((to += toStride), f32x4.add(evenTwo, oddTwo));
  v128.store((to += toStride), f32x4.sub(evenTwo, oddTwo));
  const last = f32x4.sub(d5, d3);
  v128.store((to += toStride), multiplyAdd(four, f32x4.sub(d1, d3), last));
}

/** Aᵀ · six products: four outputs. */
function combineSix(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const m0 = v128.load(from);
  const m1 = v128.load((from += fromStride));
  const m2 = v128.load((from += fromStride));
  const m3 = v128.load((from += fromStride));
  const m4 = v128.load((from += fromStride));
  const m5 = v128.load((from += fromStride));
  const sum12 = f32x4.add(m1, m2);
  const difference12 = f32x4.sub(m1, m2);
  const sum34 = f32x4.add(m3, m4);
  const difference34 = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(m0, sum12), sum34));
  v128.store((to += toStride), multiplyAdd(f32x4.splat(2), difference34, difference12));
  v128.store((to += toStride), multiplyAdd(f32x4.splat(4), sum34, sum12));
  v128.store(
    (to += toStride),
    f32x4.add(multiplyAdd(f32x4.splat(8), difference34, difference12), m5),
  );
}

/** G · three weights: six. */
function spreadThree(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load((from += fromStride));
  const g2 = v128.load((from += fromStride));
  const sixth = f32x4.splat(-1 / 6.0);
  const ends = f32x4.add(g0, g2);
  const quarter = multiplyAdd(f32x4.splat(4), g2, g0);
  const half = f32x4.mul(f32x4.splat(2), g1);
  const twentyFourth = f32x4.splat(1 / 24.0);
  v128.store(to, f32x4.mul(f32x4.splat(0.25), g0));
  v128.store((to += toStride), f32x4.mul(sixth, f32x4.add(ends, g1)));
  v128.store((to += toStride), f32x4.mul(sixth, f32x4.sub(ends, g1)));
  v128.store((to += toStride), f32x4.mul(twentyFourth, f32x4.add(quarter, half)));
  v128.store((to += toStride), f32x4.mul(twentyFourth, f32x4.sub(quarter, half)));
  v128.store((to += toStride), g2);
}

/** Bᵀ d B of a tile whose pixels are `pixelBytes` apart; the 36 results `toStride` apart. */
export function transformTile(
  from: usize,
  lineBytes: usize,
  pixelBytes: usize,
  to: usize,
  toStride: usize,
): void {
  for (let column: usize = 0; column < 6; column += 1) {
    transformSix(from + column * pixelBytes, lineBytes, square + column * STEP, 6 * STEP);
  }
  for (let row: usize = 0; row < 6; row += 1) {
    transformSix(square + row * 6 * STEP, STEP, to + row * 6 * toStride, toStride);
  }
}

/** Aᵀ m A: the tile's sixteen outputs, side by side in rows. */
export function combineTile(from: usize, fromStride: usize, to: usize): void {
  for (let column: usize = 0; column < 6; column += 1) {
    combineSix(from + column * fromStride, 6 * fromStride, square + column * STEP, 6 * STEP);
  }
  for (let row: usize = 0; row < 4; row += 1) {
    combineSix(square + row * 6 * STEP, STEP, to + row * 4 * STEP, STEP);
  }
}

/** G g Gᵀ of a filter whose nine taps are `fromStride` apart; the 36 results `toStride` apart. */
export function transformFilter(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  for (let column: usize = 0; column < 3; column += 1) {
    spreadThree(from + column * fromStride, 3 * fromStride, square + column * STEP, 6 * STEP);
  }
  for (let row: usize = 0; row < 6; row += 1) {
    spreadThree(square + row * 6 * STEP, STEP, to + row * 6 * toStride, toStride);
  }
}
