import {
  backend_util as backendUtil,
  util,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import {
  activationRange,
  imageShape,
  input,
  paddingOf,
  pairOf,
  type LeanKernel,
} from './attributes';
import type { LeanBackend, Packing } from './leanBackend';

type Geometry = ReturnType<typeof backendUtil.computeConv2DInfo>;

/** Outputs along a side of a Winograd tile; 0 computes directly. */
type Side = 0 | 2 | 4;

export const convolution: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const filter = input(inputs, 'filter');
  const geometry = geometryOf(x, filter, attributes, false);
  const bias = inputs['bias'];
  const [low, high] = activationRange(attributes['activation']);
  const side = quickestSide(geometry);
  const y = backend.create(geometry.outShape);
  const { kernels } = backend;
  const { outChannels, padInfo } = geometry;
  const from = backend.pointerTo(x);
  const biasAt = bias === undefined ? 0 : backend.pointerTo(bias);
  const to = backend.pointerTo(y);
  if (side === 0) {
    const weights = backend.packed(filter, panelsOf(backend, filter));
    const window = windowOf(geometry);
    backend.run(
      kernels.convolve,
      from,
      weights,
      biasAt,
      to,
      ...sizesOf(geometry),
      outChannels,
      ...window,
      low,
      high,
    );
  } else {
    const weights = backend.packed(filter, tilesOf(backend, filter, side));
    const { top, left } = padInfo;
    const sizes = sizesOf(geometry);
    backend.run(
      kernels.convolveWinograd,
      ...[from, weights, biasAt, to, ...sizes, outChannels, top, left, side, low, high],
    );
  }
  return y;
};

export const depthwiseConvolution: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const filter = input(inputs, 'filter');
  const geometry = geometryOf(x, filter, attributes, true);
  if (geometry.outChannels !== geometry.inChannels) {
    throw new Error(`expected one filter a channel, got ${String(filter.shape[3])}.`);
  }
  const bias = inputs['bias'];
  const [low, high] = activationRange(attributes['activation']);
  const y = backend.create(geometry.outShape);
  backend.run(
    backend.kernels.convolveDepthwise,
    backend.pointerTo(x),
    backend.pointerTo(filter),
    bias === undefined ? 0 : backend.pointerTo(bias),
    backend.pointerTo(y),
    ...sizesOf(geometry),
    ...windowOf(geometry),
    low,
    high,
  );
  return y;
};

export const maxPooling: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const geometry = poolGeometryOf(x, attributes);
  const y = backend.create(geometry.outShape);
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  backend.run(
    backend.kernels.maxPool,
    ...[backend.pointerTo(x), backend.pointerTo(y), ...sizesOf(geometry)],
    ...[filterHeight, filterWidth, strideHeight, strideWidth, padInfo.top, padInfo.left],
  );
  return y;
};

/** The mean of each window's pixels within the image. */
export const averagePooling: LeanKernel = (backend, inputs, attributes) => {
  const x = input(inputs, 'x');
  const geometry = poolGeometryOf(x, attributes);
  const { inHeight, inWidth, outHeight, outWidth, inChannels: channels } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const values = backend.view(x);
  const size = util.sizeFromShape(geometry.outShape);
  return backend.derive(geometry.outShape, 'float32', () => {
    const all = values();
    const result = new Float32Array(size);
    for (let index = 0; index < size; index += channels) {
      const pixel = index / channels;
      const image = Math.floor(pixel / (outHeight * outWidth));
      const top = (Math.floor(pixel / outWidth) % outHeight) * strideHeight - padInfo.top;
      const left = (pixel % outWidth) * strideWidth - padInfo.left;
      const [lastRow, lastColumn] = [
        Math.min(top + filterHeight, inHeight),
        Math.min(left + filterWidth, inWidth),
      ];
      const [firstRow, firstColumn] = [Math.max(top, 0), Math.max(left, 0)];
      const count = (lastRow - firstRow) * (lastColumn - firstColumn);
      for (let row = firstRow; row < lastRow; row += 1) {
        for (let column = firstColumn; column < lastColumn; column += 1) {
          const from = ((image * inHeight + row) * inWidth + column) * channels;
          for (let channel = 0; channel < channels; channel += 1) {
            result[index + channel] =
              (result[index + channel] ?? 0) + (all[from + channel] ?? 0) / count;
          }
        }
      }
    }
    return result;
  });
};

function poolGeometryOf(x: TensorInfo, attributes: NamedAttrMap): Geometry {
  return backendUtil.computePool2DInfo(
    imageShape(x),
    pairOf(attributes, 'filterSize'),
    pairOf(attributes, 'strides'),
    1,
    paddingOf(attributes),
  );
}

function geometryOf(
  x: TensorInfo,
  filter: TensorInfo,
  attributes: NamedAttrMap,
  depthwise: boolean,
): Geometry {
  if (filter.shape[2] !== x.shape[3]) {
    throw new Error(
      `expected filters of ${String(x.shape[3])} channels, got [${String(filter.shape)}].`,
    );
  }
  return backendUtil.computeConv2DInfo(
    imageShape(x),
    imageShape(filter),
    pairOf(attributes, 'strides'),
    pairOf(attributes, 'dilations'),
    paddingOf(attributes),
    undefined,
    depthwise,
  );
}

/** n, height, width, channels, outHeight, outWidth: in the kernels' order. */
function sizesOf(geometry: Geometry): number[] {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = geometry;
  return [batchSize, inHeight, inWidth, inChannels, outHeight, outWidth];
}

/** The window's size, strides, dilations and padding, in the kernels' order. */
function windowOf(geometry: Geometry): number[] {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const { dilationHeight, dilationWidth } = geometry;
  return [
    ...[filterHeight, filterWidth, strideHeight, strideWidth],
    ...[dilationHeight, dilationWidth, padInfo.top, padInfo.left],
  ];
}

/**
 * The tile with the fewest multiplications for each pair of channels, counting each weight read as one.
 * Measured on an x86 processor: 128 to 128 channels at 12 x 12 take 0.40 ms with tiles of four, 0.62
 * with tiles of two and 1.20 directly; 176 to 176 at 6 x 6 take 0.35, 0.30 and 0.58.
 */
function quickestSide(geometry: Geometry): Side {
  const { batchSize, outHeight, outWidth, inChannels, outChannels } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } =
    geometry;
  const isPlain =
    filterHeight === 3 &&
    filterWidth === 3 &&
    Math.max(strideHeight, strideWidth, dilationHeight, dilationWidth) === 1;
  // The transforms take four channels at once, the panels eight.
  if (!isPlain || inChannels % 4 > 0 || outChannels % 8 > 0) return 0;
  const cost = (side: Side): number => {
    if (side === 0) return 9 * (batchSize * outHeight * outWidth + 1);
    const tiles = batchSize * Math.ceil(outHeight / side) * Math.ceil(outWidth / side);
    return (side + 2) ** 2 * (tiles + 1);
  };
  const sides: Side[] = [0, 2, 4];
  return sides.reduce((best, side) => (cost(side) < cost(best) ? side : best));
}

/** Weights [height, width, channels, filters] or [k, n], as `gemm` reads them. */
export function panelsOf({ kernels }: LeanBackend, weights: TensorInfo): Packing {
  const n = weights.shape.at(-1) ?? 1;
  const k = util.sizeFromShape(weights.shape.slice(0, -1));
  return {
    name: 'panels',
    floats: kernels.panelFloats(k, n),
    pack: (from, to) => {
      kernels.packPanels(from, k, n, to);
    },
  };
}

function tilesOf({ kernels }: LeanBackend, filter: TensorInfo, side: 2 | 4): Packing {
  const [, , channels, filters] = imageShape(filter);
  return {
    name: `tiles of ${side}`,
    floats: (side + 2) ** 2 * channels * filters,
    pack: (from, to) => {
      kernels.packWinograd(from, channels, filters, side, to);
    },
  };
}
