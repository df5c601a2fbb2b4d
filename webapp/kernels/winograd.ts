import { clamp, INFINITY } from './arithmetic';
import { gemm } from './gemm';
import { borrowScratch } from './memory';
import * as two from './winograd2';
import * as four from './winograd4';

/** Tiles multiplied together: their inputs stay in the second-level cache. */
const BLOCK_TILES: i32 = 40;

/** Columns of a panel of `gemm`. */
const PANEL: i32 = 8;

/** A tile's outputs, at most four by four vectors. */
const outputs = memory.data(256, 16);

/**
 * The transformed filters of a 3 x 3 convolution in panels, [(side + 2)², filters / 8, channels, 8].
 *
 * @param weights [3, 3, channels, filters]
 * @param filters a multiple of eight
 * @param side of a tile's outputs: 2 or 4
 */
export function packWinograd(
  weights: usize,
  channels: i32,
  filters: i32,
  side: i32,
  panels: usize,
): void {
  const tapBytes = (<usize>(channels * filters)) << 2;
  for (let channel = 0; channel < channels; channel += 1) {
    for (let filter = 0; filter < filters; filter += 4) {
      const from = weights + ((<usize>(channel * filters + filter)) << 2);
      const panel = filter / PANEL;
      const at = (panel * channels + channel) * PANEL + (filter % PANEL);
      const to = panels + ((<usize>at) << 2);
      if (side == 4) four.transformFilter(from, tapBytes, to, tapBytes);
      else two.transformFilter(from, tapBytes, to, tapBytes);
    }
  }
}

/**
 * A 3 x 3 convolution of stride 1 with Winograd tiles. x is [n, height, width, channels], y
 * [n, outHeight, outWidth, filters]; weights are packed by `packWinograd`.
 *
 * @param channels a multiple of four
 * @param filters a multiple of eight
 * @param side of a tile's outputs: 2 or 4
 * @param bias as many floats as filters, or 0
 */
export function convolveWinograd(
  x: usize,
  weights: usize,
  bias: usize,
  y: usize,
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  padTop: i32,
  padLeft: i32,
  side: i32,
  low: f32,
  high: f32,
): void {
  const inputs = side + 2;
  const products = inputs * inputs;
  const across = (outWidth + side - 1) / side;
  const down = (outHeight + side - 1) / side;
  const tiles = n * across * down;
  const block = min(tiles, BLOCK_TILES);
  // x padded with zeros, so that every tile lies inside.
  const padHeight = down * side + 2;
  const padWidth = across * side + 2;
  const pixelBytes = (<usize>channels) << 2;
  const lineBytes = <usize>padWidth * pixelBytes;
  const imageBytes = <usize>padHeight * lineBytes;
  const inStride = <usize>block * pixelBytes;
  const outPixelBytes = (<usize>filters) << 2;
  const outStride = <usize>block * outPixelBytes;
  const padded = borrowScratch(<usize>n * imageBytes + <usize>products * (inStride + outStride));
  const transformed = padded + <usize>n * imageBytes;
  const multiplied = transformed + <usize>products * inStride;
  pad(x, padded, n, height, width, pixelBytes, padHeight, padWidth, padTop, padLeft);
  const weightStride = (<usize>(channels * filters)) << 2;
  for (let start = 0; start < tiles; start += block) {
    const count = min(block, tiles - start);
    for (let index = 0; index < count; index += 1) {
      const tile = start + index;
      const row = ((tile / across) % down) * side;
      const column = (tile % across) * side;
      const from =
        padded +
        <usize>(tile / (across * down)) * imageBytes +
        <usize>row * lineBytes +
        <usize>column * pixelBytes;
      const to = transformed + <usize>index * pixelBytes;
      for (let offset: usize = 0; offset < pixelBytes; offset += 16) {
        if (side == 4)
          four.transformTile(from + offset, lineBytes, pixelBytes, to + offset, inStride);
        else two.transformTile(from + offset, lineBytes, pixelBytes, to + offset, inStride);
      }
    }
    for (let product: usize = 0; product < <usize>products; product += 1) {
      gemm(
        transformed + product * inStride,
        weights + product * weightStride,
        0,
        multiplied + product * outStride,
        count,
        channels,
        filters,
        -INFINITY,
        INFINITY,
      );
    }
    for (let index = 0; index < count; index += 1) {
      const tile = start + index;
      const row = ((tile / across) % down) * side;
      const column = (tile % across) * side;
      const at = ((tile / (across * down)) * outHeight + row) * outWidth + column;
      const from = multiplied + <usize>index * outPixelBytes;
      const rows = min(side, outHeight - row);
      const columns = min(side, outWidth - column);
      for (let offset: usize = 0; offset < outPixelBytes; offset += 16) {
        if (side == 4) four.combineTile(from + offset, outStride, outputs);
        else two.combineTile(from + offset, outStride, outputs);
        const start = bias == 0 ? f32x4.splat(0) : v128.load(bias + offset);
        writeTile(
          y + <usize>at * outPixelBytes + offset,
          <usize>outWidth * outPixelBytes,
          outPixelBytes,
          side,
          rows,
          columns,
          start,
          low,
          high,
        );
      }
    }
  }
}

function writeTile(
  to: usize,
  lineBytes: usize,
  pixelBytes: usize,
  side: i32,
  rows: i32,
  columns: i32,
  bias: v128,
  low: f32,
  high: f32,
): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  for (let row = 0; row < rows; row += 1) {
    let from = outputs + ((<usize>(row * side)) << 4);
    let at = to;
    for (let column = 0; column < columns; column += 1) {
      v128.store(at, clamp(f32x4.add(v128.load(from), bias), lows, highs));
      from += 16;
      at += pixelBytes;
    }
    to += lineBytes;
  }
}

/** Copies images into larger ones filled with zeros. */
function pad(
  x: usize,
  to: usize,
  n: i32,
  height: i32,
  width: i32,
  pixelBytes: usize,
  padHeight: i32,
  padWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const lineBytes = <usize>width * pixelBytes;
  const padLineBytes = <usize>padWidth * pixelBytes;
  const left = <usize>padLeft * pixelBytes;
  const copied = min(lineBytes, padLineBytes - left);
  for (let image = 0; image < n; image += 1) {
    for (let row = -padTop; row < padHeight - padTop; row += 1) {
      if (row < 0 || row >= height) {
        memory.fill(to, 0, padLineBytes);
      } else {
        memory.fill(to, 0, left);
        memory.copy(to + left, x + <usize>(image * height + row) * lineBytes, copied);
        memory.fill(to + left + copied, 0, padLineBytes - left - copied);
      }
      to += padLineBytes;
    }
  }
}
