import { INFINITY, multiplyAdd } from './arithmetic';
import { gemm } from './gemm';
import { borrowScratch } from './memory';
import { clampAll } from './pointwise';

/** Bytes of pixels gathered at a time: half of the fastest cache. */
const GATHERED_BYTES: i32 = 16384;

/**
 * A convolution with any kernel, stride and dilation. x is [n, height, width, channels], y
 * [n, outHeight, outWidth, filters]; weights are [kernelHeight · kernelWidth · channels, filters],
 * packed by `packPanels`.
 *
 * @param bias as many floats as filters, or 0
 */
export function convolve(
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
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
  low: f32,
  high: f32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const outBytes = (<usize>filters) << 2;
  const pixels = n * outHeight * outWidth;
  const taps = kernelHeight * kernelWidth;
  const isPixelwise = taps == 1 && strideHeight == 1 && strideWidth == 1;
  // Otherwise rows or columns are padded, before or after.
  const isWhole = outHeight == height && outWidth == width && padTop == 0 && padLeft == 0;
  if (isPixelwise && isWhole) {
    gemm(x, weights, bias, y, pixels, channels, filters, low, high);
    return;
  }
  const rowBytes = <usize>taps * pixelBytes;
  const block = max(5, (GATHERED_BYTES / <i32>rowBytes / 5) * 5);
  const gathered = borrowScratch(<usize>block * rowBytes);
  let image = 0;
  let outRow = 0;
  let outColumn = 0;
  for (let start = 0; start < pixels; start += block) {
    const end = min(pixels, start + block);
    let to = gathered;
    for (let pixel = start; pixel < end; pixel += 1) {
      const top = outRow * strideHeight - padTop;
      const left = outColumn * strideWidth - padLeft;
      const isInside = dilationWidth == 1 && left >= 0 && left + kernelWidth <= width;
      for (let i = 0; i < kernelHeight; i += 1) {
        const row = top + i * dilationHeight;
        const at = x + <usize>((image * height + row) * width) * pixelBytes;
        if (isInside && row >= 0 && row < height) {
          copyFloats(to, at + <usize>left * pixelBytes, kernelWidth * channels);
          to += <usize>kernelWidth * pixelBytes;
          continue;
        }
        for (let j = 0; j < kernelWidth; j += 1) {
          const column = left + j * dilationWidth;
          if (row >= 0 && row < height && column >= 0 && column < width) {
            copyFloats(to, at + <usize>column * pixelBytes, channels);
          } else {
            memory.fill(to, 0, pixelBytes);
          }
          to += pixelBytes;
        }
      }
      outColumn += 1;
      if (outColumn == outWidth) {
        outColumn = 0;
        outRow += 1;
        if (outRow == outHeight) {
          outRow = 0;
          image += 1;
        }
      }
    }
    const c = y + <usize>start * outBytes;
    gemm(gathered, weights, bias, c, end - start, taps * channels, filters, low, high);
  }
}

/** Copies whole vectors: up to three floats beyond the end are written too, and overwritten next. */
function copyFloats(to: usize, from: usize, count: i32): void {
  for (let offset: usize = 0; offset < (<usize>count) << 2; offset += 16) {
    v128.store(to + offset, v128.load(from + offset));
  }
}

/**
 * A depthwise convolution with one filter per channel. Shapes as in `convolve`; weights are
 * [kernelHeight, kernelWidth, channels].
 */
export function convolveDepthwise(
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
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
  low: f32,
  high: f32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const lineBytes = <usize>width * pixelBytes;
  const outLineBytes = <usize>outWidth * pixelBytes;
  const isThree =
    kernelHeight == 3 && kernelWidth == 3 && dilationHeight == 1 && dilationWidth == 1;
  // Outputs whose windows lie inside the line.
  const firstInside = min(outWidth, (padLeft + strideWidth - 1) / strideWidth);
  const afterInside = max(firstInside, min(outWidth, (width - 3 + padLeft) / strideWidth + 1));
  for (let image = 0; image < n; image += 1) {
    const imageAt = x + <usize>image * <usize>height * lineBytes;
    for (let outRow = 0; outRow < outHeight; outRow += 1) {
      const top = outRow * strideHeight - padTop;
      const to = y + <usize>(image * outHeight + outRow) * outLineBytes;
      let column = 0;
      if (isThree && top >= 0 && top + 3 <= height && width >= 3) {
        depthwiseEdge(
          imageAt,
          weights,
          bias,
          to,
          height,
          width,
          channels,
          kernelHeight,
          kernelWidth,
          top,
          strideWidth,
          dilationHeight,
          dilationWidth,
          padLeft,
          0,
          firstInside,
        );
        depthwiseThree(
          imageAt +
            <usize>top * lineBytes +
            <usize>(firstInside * strideWidth - padLeft) * pixelBytes,
          lineBytes,
          weights,
          bias,
          to + <usize>firstInside * pixelBytes,
          afterInside - firstInside,
          channels,
          <usize>strideWidth * pixelBytes,
        );
        column = afterInside;
      }
      depthwiseEdge(
        imageAt,
        weights,
        bias,
        to,
        height,
        width,
        channels,
        kernelHeight,
        kernelWidth,
        top,
        strideWidth,
        dilationHeight,
        dilationWidth,
        padLeft,
        column,
        outWidth,
      );
    }
  }
  if (low != -INFINITY || high != INFINITY) {
    clampAll(y, y, n * outHeight * outWidth * channels, low, high);
  }
}

/** Any window, with bounds checked for each pixel. */
function depthwiseEdge(
  imageAt: usize,
  weights: usize,
  bias: usize,
  to: usize,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  top: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padLeft: i32,
  firstColumn: i32,
  endColumn: i32,
): void {
  for (let outColumn = firstColumn; outColumn < endColumn; outColumn += 1) {
    const left = outColumn * strideWidth - padLeft;
    for (let next = 0; next < channels; next += 4) {
      const channel = max(0, min(next, channels - 4));
      const offset = (<usize>channel) << 2;
      let sum = bias == 0 ? f32x4.splat(0) : v128.load(bias + offset);
      for (let i = 0; i < kernelHeight; i += 1) {
        const row = top + i * dilationHeight;
        if (row < 0 || row >= height) continue;
        for (let j = 0; j < kernelWidth; j += 1) {
          const column = left + j * dilationWidth;
          if (column < 0 || column >= width) continue;
          const at = imageAt + ((<usize>((row * width + column) * channels)) << 2) + offset;
          const weight = weights + ((<usize>((i * kernelWidth + j) * channels)) << 2) + offset;
          sum = multiplyAdd(v128.load(at), v128.load(weight), sum);
        }
      }
      v128.store(to + ((<usize>(outColumn * channels)) << 2) + offset, sum);
    }
  }
}

/** `count` windows of three by three inside the image, side by side. */
function depthwiseThree(
  x: usize,
  lineBytes: usize,
  weights: usize,
  bias: usize,
  to: usize,
  count: i32,
  channels: i32,
  stepBytes: usize,
): void {
  const pixelBytes = (<usize>channels) << 2;
  for (let next = 0; next < channels; next += 4) {
    const offset = (<usize>max(0, min(next, channels - 4))) << 2;
    let weight = weights + offset;
    const w0 = v128.load(weight);
    const w1 = v128.load((weight += pixelBytes));
    const w2 = v128.load((weight += pixelBytes));
    const w3 = v128.load((weight += pixelBytes));
    const w4 = v128.load((weight += pixelBytes));
    const w5 = v128.load((weight += pixelBytes));
    const w6 = v128.load((weight += pixelBytes));
    const w7 = v128.load((weight += pixelBytes));
    const w8 = v128.load((weight += pixelBytes));
    const start = bias == 0 ? f32x4.splat(0) : v128.load(bias + offset);
    let at = x + offset;
    let out = to + offset;
    for (let i = 0; i < count; i += 1) {
      const line1 = at + lineBytes;
      const line2 = line1 + lineBytes;
      const second = pixelBytes << 1;
      let sum = multiplyAdd(v128.load(at), w0, start);
      let sum1 = f32x4.mul(v128.load(line1), w3);
      let sum2 = f32x4.mul(v128.load(line2), w6);
      sum = multiplyAdd(v128.load(at + pixelBytes), w1, sum);
      sum1 = multiplyAdd(v128.load(line1 + pixelBytes), w4, sum1);
      sum2 = multiplyAdd(v128.load(line2 + pixelBytes), w7, sum2);
      sum = multiplyAdd(v128.load(at + second), w2, sum);
      sum1 = multiplyAdd(v128.load(line1 + second), w5, sum1);
      sum2 = multiplyAdd(v128.load(line2 + second), w8, sum2);
      v128.store(out, f32x4.add(sum, f32x4.add(sum1, sum2)));
      at += stepBytes;
      out += pixelBytes;
    }
  }
}
