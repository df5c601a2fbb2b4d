import { clamp, multiplyAdd } from './arithmetic';

/** Columns of a panel: two vectors of four. */
const PANEL: i32 = 8;

/** Rows that are computed together: ten sums, two vectors of b and one of a fit 15 registers. */
const ROWS: i32 = 5;

/** Rows of a that stay in the fastest cache while all panels pass by. */
const BLOCK_ROWS: i32 = 40;

/** How many floats `packPanels` writes. */
export function panelFloats(k: i32, n: i32): i32 {
  return panelCount(n) * k * PANEL;
}

function panelCount(n: i32): i32 {
  return (n + PANEL - 1) / PANEL;
}

/** The last panel overlaps the one before if columns are no multiple of eight. */
function panelStart(panel: i32, n: i32): i32 {
  return max(0, min(panel * PANEL, n - PANEL));
}

/**
 * Lays out b, [k, n] row by row, in panels of eight columns, [panels, k, 8], so that `gemm` reads it
 * from front to back. Fewer than eight columns are filled up with zeros.
 */
export function packPanels(b: usize, k: i32, n: i32, panels: usize): void {
  let to = panels;
  const columns = min(n, PANEL);
  for (let panel = 0; panel < panelCount(n); panel += 1) {
    let from = b + ((<usize>panelStart(panel, n)) << 2);
    for (let row = 0; row < k; row += 1) {
      memory.fill(to, 0, PANEL << 2);
      memory.copy(to, from, (<usize>columns) << 2);
      from += (<usize>n) << 2;
      to += PANEL << 2;
    }
  }
}

/**
 * c = clamp(a · b + bias): a is [m, k] with rows `aStride` bytes apart, b as `packPanels` leaves it, c
 * [m, n] with rows `cStride` bytes apart. Rows and columns are written in ascending order; of fewer
 * than eight columns, up to seven beyond the end of each row are written too.
 *
 * @param bias n floats, or 0
 */
export function gemm(
  a: usize,
  aStride: usize,
  b: usize,
  bias: usize,
  c: usize,
  cStride: usize,
  m: i32,
  k: i32,
  n: i32,
  low: f32,
  high: f32,
): void {
  const panelBytes = (<usize>k * PANEL) << 2;
  for (let block = 0; block < m; block += BLOCK_ROWS) {
    const end = min(m, block + BLOCK_ROWS);
    for (let panel = 0; panel < panelCount(n); panel += 1) {
      const column = (<usize>panelStart(panel, n)) << 2;
      const panelAt = b + <usize>panel * panelBytes;
      const biasAt: usize = bias == 0 ? 0 : bias + column;
      let row = block;
      if (end - block == 1) {
        one(
          a + <usize>row * aStride,
          panelAt,
          biasAt,
          c + <usize>row * cStride + column,
          k,
          low,
          high,
        );
        continue;
      }
      for (; row < end; row += ROWS) {
        five(
          a + <usize>row * aStride,
          aStride,
          min(ROWS, end - row) - 1,
          panelAt,
          biasAt,
          c + <usize>row * cStride + column,
          cStride,
          k,
          low,
          high,
        );
      }
    }
  }
}

function one(a: usize, b: usize, bias: usize, c: usize, k: i32, low: f32, high: f32): void {
  let left = bias == 0 ? f32x4.splat(0) : v128.load(bias);
  let right = bias == 0 ? f32x4.splat(0) : v128.load(bias, 16);
  for (let i = 0; i < k; i += 1) {
    const value = v128.load_splat<f32>(a);
    left = multiplyAdd(value, v128.load(b), left);
    right = multiplyAdd(value, v128.load(b, 16), right);
    a += 4;
    b += 32;
  }
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  v128.store(c, clamp(left, lows, highs));
  v128.store(c, clamp(right, lows, highs), 16);
}

/** Five rows, or fewer, of which the last is then computed several times over. */
function five(
  a0: usize,
  aStride: usize,
  last: i32,
  b: usize,
  bias: usize,
  c0: usize,
  cStride: usize,
  k: i32,
  low: f32,
  high: f32,
): void {
  const row1 = <usize>min(1, last);
  const row2 = <usize>min(2, last);
  const row3 = <usize>min(3, last);
  const row4 = <usize>min(4, last);
  let a1 = a0 + row1 * aStride;
  let a2 = a0 + row2 * aStride;
  let a3 = a0 + row3 * aStride;
  let a4 = a0 + row4 * aStride;
  let left0 = bias == 0 ? f32x4.splat(0) : v128.load(bias);
  let right0 = bias == 0 ? f32x4.splat(0) : v128.load(bias, 16);
  let left1 = left0;
  let left2 = left0;
  let left3 = left0;
  let left4 = left0;
  let right1 = right0;
  let right2 = right0;
  let right3 = right0;
  let right4 = right0;
  let i = 0;
  for (; i + 2 <= k; i += 2) {
    let bLeft = v128.load(b);
    let bRight = v128.load(b, 16);
    let value = v128.load_splat<f32>(a0);
    left0 = multiplyAdd(value, bLeft, left0);
    right0 = multiplyAdd(value, bRight, right0);
    value = v128.load_splat<f32>(a1);
    left1 = multiplyAdd(value, bLeft, left1);
    right1 = multiplyAdd(value, bRight, right1);
    value = v128.load_splat<f32>(a2);
    left2 = multiplyAdd(value, bLeft, left2);
    right2 = multiplyAdd(value, bRight, right2);
    value = v128.load_splat<f32>(a3);
    left3 = multiplyAdd(value, bLeft, left3);
    right3 = multiplyAdd(value, bRight, right3);
    value = v128.load_splat<f32>(a4);
    left4 = multiplyAdd(value, bLeft, left4);
    right4 = multiplyAdd(value, bRight, right4);
    bLeft = v128.load(b, 32);
    bRight = v128.load(b, 48);
    value = v128.load_splat<f32>(a0, 4);
    left0 = multiplyAdd(value, bLeft, left0);
    right0 = multiplyAdd(value, bRight, right0);
    value = v128.load_splat<f32>(a1, 4);
    left1 = multiplyAdd(value, bLeft, left1);
    right1 = multiplyAdd(value, bRight, right1);
    value = v128.load_splat<f32>(a2, 4);
    left2 = multiplyAdd(value, bLeft, left2);
    right2 = multiplyAdd(value, bRight, right2);
    value = v128.load_splat<f32>(a3, 4);
    left3 = multiplyAdd(value, bLeft, left3);
    right3 = multiplyAdd(value, bRight, right3);
    value = v128.load_splat<f32>(a4, 4);
    left4 = multiplyAdd(value, bLeft, left4);
    right4 = multiplyAdd(value, bRight, right4);
    a0 += 8;
    a1 += 8;
    a2 += 8;
    a3 += 8;
    a4 += 8;
    b += 64;
  }
  if (i < k) {
    const bLeft = v128.load(b);
    const bRight = v128.load(b, 16);
    let value = v128.load_splat<f32>(a0);
    left0 = multiplyAdd(value, bLeft, left0);
    right0 = multiplyAdd(value, bRight, right0);
    value = v128.load_splat<f32>(a1);
    left1 = multiplyAdd(value, bLeft, left1);
    right1 = multiplyAdd(value, bRight, right1);
    value = v128.load_splat<f32>(a2);
    left2 = multiplyAdd(value, bLeft, left2);
    right2 = multiplyAdd(value, bRight, right2);
    value = v128.load_splat<f32>(a3);
    left3 = multiplyAdd(value, bLeft, left3);
    right3 = multiplyAdd(value, bRight, right3);
    value = v128.load_splat<f32>(a4);
    left4 = multiplyAdd(value, bLeft, left4);
    right4 = multiplyAdd(value, bRight, right4);
  }
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  v128.store(c0, clamp(left0, lows, highs));
  v128.store(c0, clamp(right0, lows, highs), 16);
  const c1 = c0 + row1 * cStride;
  v128.store(c1, clamp(left1, lows, highs));
  v128.store(c1, clamp(right1, lows, highs), 16);
  const c2 = c0 + row2 * cStride;
  v128.store(c2, clamp(left2, lows, highs));
  v128.store(c2, clamp(right2, lows, highs), 16);
  const c3 = c0 + row3 * cStride;
  v128.store(c3, clamp(left3, lows, highs));
  v128.store(c3, clamp(right3, lows, highs), 16);
  const c4 = c0 + row4 * cStride;
  v128.store(c4, clamp(left4, lows, highs));
  v128.store(c4, clamp(right4, lows, highs), 16);
}
