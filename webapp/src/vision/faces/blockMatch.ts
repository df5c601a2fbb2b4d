import type { RgbaImage } from '../crops/crop';

/** A picture in grey levels, row by row. */
export interface GreyImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A rectangle of whole pixels within an image. */
export interface Block {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A block's displacement. */
export interface BlockMatch {
  /** In pixels of the image, with fractions. */
  readonly dx: number;
  readonly dy: number;
  /** Mean absolute difference of the grey levels there, between pixels by bilinear interpolation. */
  readonly difference: number;
}

/** Furthest step of the search, in pixels. */
const REACH_PX = 3;
/** Every second pixel along each axis is compared: a quarter of the work, and precise enough. */
const STRIDE_PX = 2;

/**
 * Where near its old place a block of `before` matches `after` best. Compares all whole offsets within
 * 3 px by mean absolute difference, then fits a parabola through the best and its neighbours.
 * Undefined if the block is empty, or if the best place is at the edge of the search or outside the
 * image, so that the true one may be further off.
 */
export function matchBlock(
  before: GreyImage,
  after: GreyImage,
  block: Block,
): BlockMatch | undefined {
  const at = (dx: number, dy: number) => meanDifference(before, after, block, dx, dy);
  let best = { dx: 0, dy: 0, difference: Infinity };
  for (let dy = -REACH_PX; dy <= REACH_PX; dy += 1) {
    for (let dx = -REACH_PX; dx <= REACH_PX; dx += 1) {
      const difference = at(dx, dy);
      if (difference < best.difference) best = { dx, dy, difference };
    }
  }
  const { dx, dy, difference } = best;
  const isInside = Math.max(Math.abs(dx), Math.abs(dy)) < REACH_PX && Number.isFinite(difference);
  if (!isInside) return undefined;
  const x = dx + vertex(at(dx - 1, dy), difference, at(dx + 1, dy));
  const y = dy + vertex(at(dx, dy - 1), difference, at(dx, dy + 1));
  // Half a pixel off, fine detail alone differs by 8 and more.
  const between = differenceBetween(before, after, block, x, y);
  return { dx: x, dy: y, difference: Math.min(difference, between) };
}

/** The picture's grey levels: the mean of red, twice green and blue, in integer arithmetic. */
export function toGrey({ data, width, height }: RgbaImage): GreyImage {
  const grey = new Uint8Array(width * height);
  for (let pixel = 0; pixel < grey.length; pixel += 1) {
    const red = data[4 * pixel] ?? 0;
    const green = data[4 * pixel + 1] ?? 0;
    const blue = data[4 * pixel + 2] ?? 0;
    grey[pixel] = (red + 2 * green + blue) >> 2;
  }
  return { data: grey, width, height };
}

/** Infinite if the moved block leaves the image. */
function meanDifference(
  before: GreyImage,
  after: GreyImage,
  block: Block,
  dx: number,
  dy: number,
): number {
  if (!isWithin(after, block, dx, dy)) return Infinity;
  const { left, top, width, height } = block;
  let sum = 0;
  let count = 0;
  for (let y = top; y < top + height; y += STRIDE_PX) {
    const from = y * before.width;
    const to = (y + dy) * after.width + dx;
    for (let x = left; x < left + width; x += STRIDE_PX) {
      sum += Math.abs((before.data[from + x] ?? 0) - (after.data[to + x] ?? 0));
      count += 1;
    }
  }
  return count > 0 ? sum / count : Infinity;
}

/** As `meanDifference`, at any place. */
function differenceBetween(
  before: GreyImage,
  after: GreyImage,
  block: Block,
  dx: number,
  dy: number,
): number {
  const { left, top, width, height } = block;
  const [wholeX, wholeY] = [Math.floor(dx), Math.floor(dy)];
  const isInside =
    isWithin(after, block, wholeX, wholeY) && isWithin(after, block, wholeX + 1, wholeY + 1);
  if (!isInside) return Infinity;
  const [u, v] = [dx - wholeX, dy - wholeY];
  const { data } = after;
  let sum = 0;
  let count = 0;
  for (let y = top; y < top + height; y += STRIDE_PX) {
    const from = y * before.width;
    const to = (y + wholeY) * after.width + wholeX;
    for (let x = left; x < left + width; x += STRIDE_PX) {
      const place = to + x;
      const upper = (1 - u) * (data[place] ?? 0) + u * (data[place + 1] ?? 0);
      const below = place + after.width;
      const lower = (1 - u) * (data[below] ?? 0) + u * (data[below + 1] ?? 0);
      sum += Math.abs((before.data[from + x] ?? 0) - ((1 - v) * upper + v * lower));
      count += 1;
    }
  }
  return count > 0 ? sum / count : Infinity;
}

/** Whether the moved block stays in the image. */
function isWithin(image: GreyImage, block: Block, dx: number, dy: number): boolean {
  const { left, top, width, height } = block;
  return (
    left + dx >= 0 &&
    top + dy >= 0 &&
    left + dx + width <= image.width &&
    top + dy + height <= image.height
  );
}

/** Where a parabola through three values at -1, 0 and 1 is least; the middle one is the smallest. */
function vertex(before: number, least: number, after: number): number {
  const curvature = before - 2 * least + after;
  return Number.isFinite(curvature) && curvature > 0 ? (before - after) / (2 * curvature) : 0;
}
