import { INFINITY, multiplyAdd } from './arithmetic';
import { clampAll } from './pointwise';

/** Columns of a panel: two vectors of four. */
const PANEL: i32 = 8;

/** Rows computed together: ten sums, two vectors of b and one of a fit 15 registers. */
const ROWS: i32 = 5;

/** Used if there is no bias. */
const ZEROS: usize = memory.data(32, 16);

/** Rows of a that stay in the fastest cache while all panels are read. */
const BLOCK_ROWS: i32 = 40;

/** Number of floats that `packPanels` writes. */
export function panelFloats(k: i32, n: i32): i32 {
  return panelCount(n) * k * PANEL;
}

function panelCount(n: i32): i32 {
  return (n + PANEL - 1) / PANEL;
}

/** The last panel overlaps the one before if the columns are not a multiple of eight. */
function panelStart(panel: i32, n: i32): i32 {
  return max(0, min(panel * PANEL, n - PANEL));
}

/**
 * Lays out b, [k, n] row by row, in panels of eight columns, [panels, k, 8], so that `gemm` reads it
 * from front to back. Fewer than eight columns are padded with zeros.
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
 * c = a · b + bias, clamped between `low` and `high`: a is [m, k], b packed by `packPanels`, c [m, n],
 * row by row. Rows and columns are written in ascending order; with fewer than eight columns, up to
 * seven floats beyond the end are written too.
 *
 * @param bias n floats, or 0
 */
export function gemm(
  a: usize,
  b: usize,
  bias: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  low: f32,
  high: f32,
): void {
  const aStride = (<usize>k) << 2;
  const cStride = (<usize>n) << 2;
  const panelBytes = aStride * PANEL;
  const isBounded = low != -INFINITY || high != INFINITY;
  for (let block = 0; block < m; block += BLOCK_ROWS) {
    const end = min(m, block + BLOCK_ROWS);
    for (let panel = 0; panel < panelCount(n); panel += 1) {
      const column = (<usize>panelStart(panel, n)) << 2;
      const panelAt = b + <usize>panel * panelBytes;
      const biasAt: usize = bias == 0 ? ZEROS : bias + column;
      for (let row = block; row < end; row += ROWS) {
        const from = a + <usize>row * aStride;
        const to = c + <usize>row * cStride + column;
        if (end - row == 1) one(from, panelAt, biasAt, to, k);
        else five(from, aStride, min(ROWS, end - row) - 1, panelAt, biasAt, to, cStride, k);
      }
    }
    const rows = c + <usize>block * cStride;
    if (isBounded) clampAll(rows, rows, (end - block) * n, low, high);
  }
}

/** One row by one panel. */
function one(a: usize, b: usize, bias: usize, c: usize, k: i32): void {
  let left = v128.load(bias);
  let right = v128.load(bias, 16);
  for (let i = 0; i < k; i += 1) {
    const value = v128.load_splat<f32>(a);
    left = multiplyAdd(value, v128.load(b), left);
    right = multiplyAdd(value, v128.load(b, 16), right);
    a += 4;
    b += 32;
  }
  v128.store(c, left);
  v128.store(c, right, 16);
}

/**
 * Five rows by one panel; if there are fewer, the last is computed several times.
 *
 * The sums are stored only after the loop, so that Chromium keeps them in registers: if a sum or a
 * bound is computed from them, 16 billion multiply-adds a second become 9. Writing the loop's body
 * twice gives 13.
 */
function five(
  a0: usize,
  aStride: usize,
  last: i32,
  b: usize,
  bias: usize,
  c: usize,
  cStride: usize,
  k: i32,
): void {
  let a1 = a0 + <usize>min(1, last) * aStride;
  let a2 = a0 + <usize>min(2, last) * aStride;
  let a3 = a0 + <usize>min(3, last) * aStride;
  let a4 = a0 + <usize>min(4, last) * aStride;
  let left0 = v128.load(bias);
  let right0 = v128.load(bias, 16);
  let left1 = left0;
  let left2 = left0;
  let left3 = left0;
  let left4 = left0;
  let right1 = right0;
  let right2 = right0;
  let right3 = right0;
  let right4 = right0;
  for (let i = 0; i < k; i += 1) {
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
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    a4 += 4;
    b += 32;
  }
  v128.store(c, left0);
  v128.store(c, right0, 16);
  const c1 = c + <usize>min(1, last) * cStride;
  v128.store(c1, left1);
  v128.store(c1, right1, 16);
  const c2 = c + <usize>min(2, last) * cStride;
  v128.store(c2, left2);
  v128.store(c2, right2, 16);
  const c3 = c + <usize>min(3, last) * cStride;
  v128.store(c3, left3);
  v128.store(c3, right3, 16);
  const c4 = c + <usize>min(4, last) * cStride;
  v128.store(c4, left4);
  v128.store(c4, right4, 16);
}
