import type { RgbaImage } from '../../../src/vision/crops/crop';

/** Of the square that the detector sees, in pixels. */
export const SIDE = 128;

/** A smooth pattern, moved by (dx, dy) pixels of the square. */
export function pattern(dx: number, dy: number, phase = 0): RgbaImage {
  const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(255);
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      const [u, v] = [x - dx, y - dy];
      const wave = Math.sin(u / 4 + phase) + Math.sin(v / 5) + Math.sin((u + 2 * v) / 7 + phase);
      data.fill(128 + 40 * wave, 4 * (y * SIDE + x), 4 * (y * SIDE + x) + 3);
    }
  }
  return { data, width: SIDE, height: SIDE };
}
