/**
 * The maximum of each window; pixels outside the image do not count. x is
 * [n, height, width, channels], y [n, outHeight, outWidth, channels].
 */
export function maxPool(
  x: usize,
  y: usize,
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const lineBytes = <usize>width * pixelBytes;
  for (let outRow = 0; outRow < n * outHeight; outRow += 1) {
    const top = (outRow % outHeight) * strideHeight - padTop;
    const image = x + <usize>(outRow / outHeight) * <usize>height * lineBytes;
    const firstRow = max(0, top);
    const endRow = min(height, top + windowHeight);
    for (let outColumn = 0; outColumn < outWidth; outColumn += 1) {
      const left = outColumn * strideWidth - padLeft;
      const firstColumn = max(0, left);
      const endColumn = min(width, left + windowWidth);
      for (let next = 0; next < channels; next += 4) {
        const offset = (<usize>max(0, min(next, channels - 4))) << 2;
        let largest = f32x4.splat(-f32.MAX_VALUE);
        for (let row = firstRow; row < endRow; row += 1) {
          let at = image + <usize>row * lineBytes + <usize>firstColumn * pixelBytes + offset;
          for (let column = firstColumn; column < endColumn; column += 1) {
            largest = f32x4.pmax(v128.load(at), largest);
            at += pixelBytes;
          }
        }
        v128.store(y + offset, largest);
      }
      y += pixelBytes;
    }
  }
}

/** The mean over `pixels` of each image: x is [n, pixels, channels], y [n, channels]. */
export function meanPixels(x: usize, y: usize, n: i32, pixels: i32, channels: i32): void {
  const pixelBytes = (<usize>channels) << 2;
  const share = f32x4.splat(1 / <f32>pixels);
  for (let image = 0; image < n; image += 1) {
    for (let next = 0; next < channels; next += 4) {
      const offset = (<usize>max(0, min(next, channels - 4))) << 2;
      let sum = f32x4.splat(0);
      let at = x + offset;
      for (let pixel = 0; pixel < pixels; pixel += 1) {
        sum = f32x4.add(sum, v128.load(at));
        at += pixelBytes;
      }
      v128.store(y + offset, f32x4.mul(sum, share));
    }
    x += <usize>pixels * pixelBytes;
    y += pixelBytes;
  }
}
