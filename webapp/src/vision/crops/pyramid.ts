import type { AreaPx, RgbaImage } from './crop';

/** a, b, c, d, e, f of (x, y) to (a x + b y + e, c x + d y + f). */
export type Affine = readonly [number, number, number, number, number, number];

/** Skia uses half a halving less, as GPUs do (SkMipmap::ComputeLevel). */
const SHARPER_LEVELS = 0.5;

/**
 * A picture and its halved copies, drawn as by Chromium's canvas (Skia): it halves a picture until it
 * is at most some 1.4 times too large, samples the two sizes next to the wanted one bilinearly, and
 * mixes them.
 */
export interface Pyramid {
  readonly width: number;
  readonly height: number;
  /** A part of a canvas; beyond the picture, its edge pixels repeat. */
  readonly drawn: (toPicture: Affine, area: AreaPx) => RgbaImage;
  readonly resized: (width: number, height: number) => RgbaImage;
}

/** @param picture opaque; kept, not changed */
export function createPyramid(picture: RgbaImage): Pyramid {
  const { width, height } = picture;
  const levels = [picture];
  const levelAt = (level: number): RgbaImage => {
    for (;;) {
      const found = levels[level];
      if (found !== undefined) return found;
      levels.push(halved(levels.at(-1) ?? picture));
    }
  };
  const drawn = (toPicture: Affine, { leftPx, topPx, widthPx, heightPx }: AreaPx) => {
    const [a, b, c, d, e, f] = toPicture;
    const shrink = Math.sqrt(Math.abs(a * d - b * c));
    const level = shrink > 1 ? Math.max(0, Math.log2(shrink) - SHARPER_LEVELS) : 0;
    const lower = Math.floor(level);
    const share = level - lower;
    const near = samplerOf(levelAt(lower), picture);
    const far = share === 0 ? near : samplerOf(levelAt(lower + 1), picture);
    const data = new Uint8ClampedArray(4 * widthPx * heightPx);
    for (let row = 0; row < heightPx; row += 1) {
      for (let column = 0; column < widthPx; column += 1) {
        const [x, y] = [leftPx + column + 0.5, topPx + row + 0.5];
        const u = a * x + b * y + e;
        const v = c * x + d * y + f;
        const at = 4 * (row * widthPx + column);
        for (let channel = 0; channel < 3; channel += 1) {
          const value = near(u, v, channel);
          const mixed = share === 0 ? value : value + share * (far(u, v, channel) - value);
          data[at + channel] = Math.floor(mixed + 0.5);
        }
        data[at + 3] = 255;
      }
    }
    return { data, width: widthPx, height: heightPx };
  };
  return {
    width,
    height,
    drawn,
    resized: (widthPx, heightPx) =>
      widthPx === width && heightPx === height
        ? picture
        : drawn([width / widthPx, 0, 0, height / heightPx, 0, 0], {
            leftPx: 0,
            topPx: 0,
            widthPx,
            heightPx,
          }),
  };
}

/** The inverse of a map. */
export function invert([a, b, c, d, e, f]: Affine): Affine {
  const scale = 1 / (a * d - b * c);
  return [
    d * scale,
    -b * scale,
    -c * scale,
    a * scale,
    (b * f - d * e) * scale,
    (c * e - a * f) * scale,
  ];
}

/** Bilinear samples of a level, at places in the whole picture's pixels. */
function samplerOf(level: RgbaImage, whole: RgbaImage) {
  const { data, width, height } = level;
  const [scaleX, scaleY] = [width / whole.width, height / whole.height];
  return (u: number, v: number, channel: number): number => {
    const [x, y] = [u * scaleX - 0.5, v * scaleY - 0.5];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [across, down] = [x - left, y - top];
    const at = (column: number, row: number) => {
      const inColumn = Math.min(Math.max(column, 0), width - 1);
      const inRow = Math.min(Math.max(row, 0), height - 1);
      return data[4 * (inRow * width + inColumn) + channel] ?? 0;
    };
    const upper = at(left, top) * (1 - across) + at(left + 1, top) * across;
    const lower = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
    return upper * (1 - down) + lower * down;
  };
}

/** The mean of 2 x 2 pixels, or of 3 with weights 1, 2, 1 if a side is odd, truncated to bytes (SkMipmap). */
function halved({ data, width, height }: RgbaImage): RgbaImage {
  const [across, down] = [tapsOf(width), tapsOf(height)];
  const halfWidth = Math.max(1, width >> 1);
  const halfHeight = Math.max(1, height >> 1);
  const half = new Uint8ClampedArray(4 * halfWidth * halfHeight);
  const bits = across.bits + down.bits;
  for (let row = 0; row < halfHeight; row += 1) {
    for (let column = 0; column < halfWidth; column += 1) {
      for (let channel = 0; channel < 4; channel += 1) {
        let sum = 0;
        down.weights.forEach((weightDown, y) => {
          across.weights.forEach((weightAcross, x) => {
            const at = 4 * ((2 * row + y) * width + 2 * column + x) + channel;
            sum += weightDown * weightAcross * (data[at] ?? 0);
          });
        });
        half[4 * (row * halfWidth + column) + channel] = sum >> bits;
      }
    }
  }
  return { data: half, width: halfWidth, height: halfHeight };
}

/** The weights that halve a side of so many pixels, and by how many bits their sum is too large. */
function tapsOf(side: number): { readonly weights: readonly number[]; readonly bits: number } {
  if (side === 1) return { weights: [1], bits: 0 };
  return side % 2 === 0 ? { weights: [1, 1], bits: 1 } : { weights: [1, 2, 1], bits: 2 };
}
