import { imageShape, input, numberOf, numbersOf, type LeanKernel } from './attributes';

/** Numbers of a projective map: pixel (x, y) is read at (ax + by + c, dx + ey + f) / (gx + hy + 1). */
const MAP_SIZE = 8;

/** Images sampled bilinearly; beyond one lies a given number, or its outermost pixels repeat. */
export const transform: LeanKernel = (backend, inputs, attributes) => {
  const image = input(inputs, 'image');
  const [n, height, width, channels] = imageShape(image);
  const [rows = height, columns = width] = numbersOf(attributes, 'outputShape');
  const beyond = numberOf(attributes, 'fillValue');
  const repeatsEdge = attributes['fillMode'] === 'nearest';
  const inside = (coordinate: number, size: number): number =>
    repeatsEdge ? Math.min(Math.max(coordinate, 0), size - 1) : coordinate;
  const sampled = backend.create([n, rows, columns, channels]);
  const pixels = backend.view(image);
  const transforms = backend.view(input(inputs, 'transforms'));
  const target = backend.view(sampled);
  backend.run(() => {
    const [from, maps, to] = [pixels(), transforms(), target()];
    const pixel = (each: number, row: number, column: number, channel: number): number =>
      row < 0 || row >= height || column < 0 || column >= width
        ? beyond
        : (from[((each * height + row) * width + column) * channels + channel] ?? 0);
    for (let each = 0, at = 0; each < n; each += 1) {
      // One map may be that of all images.
      const map = maps.subarray((MAP_SIZE * each) % maps.length);
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = map;
      for (let y = 0; y < rows; y += 1) {
        for (let x = 0; x < columns; x += 1) {
          const depth = g * x + h * y + 1;
          const across = inside((a * x + b * y + c) / depth, width);
          const down = inside((d * x + e * y + f) / depth, height);
          const left = Math.floor(across);
          const top = Math.floor(down);
          for (let channel = 0; channel < channels; channel += 1, at += 1) {
            const between = (row: number): number =>
              pixel(each, row, left, channel) * (left + 1 - across) +
              pixel(each, row, left + 1, channel) * (across - left);
            to[at] = between(top) * (top + 1 - down) + between(top + 1) * (down - top);
          }
        }
      }
    }
  });
  return sampled;
};
