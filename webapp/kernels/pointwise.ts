import { clamp } from './arithmetic';

/** c = a + b, `count` floats each. */
export function add(a: usize, b: usize, c: usize, count: i32): void {
  for (let offset: usize = 0; offset < (<usize>count) << 2; offset += 16) {
    v128.store(c + offset, f32x4.add(v128.load(a + offset), v128.load(b + offset)));
  }
}

/** c = a + row: a is [rows, columns], and so is c. */
export function addRow(a: usize, row: usize, c: usize, rows: i32, columns: i32): void {
  const stride = (<usize>columns) << 2;
  for (let index = 0; index < rows; index += 1) {
    for (let next = 0; next < columns; next += 4) {
      const at = (<usize>max(0, min(next, columns - 4))) << 2;
      v128.store(c + at, f32x4.add(v128.load(a + at), v128.load(row + at)));
    }
    a += stride;
    c += stride;
  }
}

/** c = a · row, number by number. */
export function multiplyRow(a: usize, row: usize, c: usize, rows: i32, columns: i32): void {
  const stride = (<usize>columns) << 2;
  for (let index = 0; index < rows; index += 1) {
    for (let next = 0; next < columns; next += 4) {
      const at = (<usize>max(0, min(next, columns - 4))) << 2;
      v128.store(c + at, f32x4.mul(v128.load(a + at), v128.load(row + at)));
    }
    a += stride;
    c += stride;
  }
}

/** y = x, clamped between `low` and `high`. */
export function clampAll(x: usize, y: usize, count: i32, low: f32, high: f32): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  for (let offset: usize = 0; offset < (<usize>count) << 2; offset += 16) {
    v128.store(y + offset, clamp(v128.load(x + offset), lows, highs));
  }
}

/**
 * Pads images with zeros: x is [n, height, width, channels], y
 * [n, top + height + bottom, left + width + right, before + channels + after].
 */
export function padImages(
  x: usize,
  y: usize,
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  before: i32,
  after: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const outPixelBytes = pixelBytes + ((<usize>(before + after)) << 2);
  const outLineBytes = <usize>(left + width + right) * outPixelBytes;
  memory.fill(y, 0, <usize>(n * (top + height + bottom)) * outLineBytes);
  for (let image = 0; image < n; image += 1) {
    for (let row = 0; row < height; row += 1) {
      const line = <usize>(image * (top + height + bottom) + top + row) * outLineBytes;
      let to = y + line + <usize>left * outPixelBytes + ((<usize>before) << 2);
      for (let column = 0; column < width; column += 1) {
        memory.copy(to, x, pixelBytes);
        x += pixelBytes;
        to += outPixelBytes;
      }
    }
  }
}
