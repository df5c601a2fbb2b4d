import type { AnchorOptions } from '../models/manifest';

/** Centres of the anchors in fractions of the input, as x0, y0, x1, y1, ... */
export type AnchorCentres = Float32Array;

/** Each layer of BlazeFace puts two anchors of one aspect ratio into every cell. */
const ANCHORS_PER_LAYER = 2;

/**
 * Centres of a single-shot detector's anchors, row by row, in the order of its outputs.
 *
 * Layers of one stride share a grid: strides [8, 16, 16, 16] on 128 px give 16 x 16 cells with 2
 * anchors and 8 x 8 cells with 6, together 896. Sizes are not needed, since BlazeFace's anchors are
 * all of size 1 (MediaPipe's SsdAnchorsCalculator with `fixed_anchor_size`).
 */
export function anchorCentres(inputSidePx: number, options: AnchorOptions): AnchorCentres {
  const centres: number[] = [];
  const { strides, offset } = options;
  for (let layer = 0; layer < strides.length;) {
    const stride = strides[layer] ?? inputSidePx;
    let perCell = 0;
    while (strides[layer] === stride) {
      perCell += ANCHORS_PER_LAYER;
      layer += 1;
    }
    const cells = Math.ceil(inputSidePx / stride);
    for (let row = 0; row < cells; row += 1) {
      for (let column = 0; column < cells; column += 1) {
        for (let anchor = 0; anchor < perCell; anchor += 1) {
          centres.push((column + offset) / cells, (row + offset) / cells);
        }
      }
    }
  }
  return Float32Array.from(centres);
}
