import { VisionError } from '../errors';
import { DETECTOR_SIDE_PX } from '../models/manifest';
import type { Frame } from '../sources';
import { toPixels, type AreaPx, type RgbaImage, type Similarity } from './crop';
import { MAX_LONG_SIDE_PX, type FrameGrabber, type GrabbedFrame } from './grabbedFrame';
import { fitLetterbox } from './letterbox';
import { createPyramid, invert, type Affine, type Pyramid } from './pyramid';

/**
 * A grabber for decoded pixels, where there is no canvas. It draws as Chromium's canvas does, within one
 * grey level; `reader/crops/frame.py` does the same in Python.
 */
export function createPixelGrabber(): FrameGrabber<Frame> {
  return {
    grab(frame) {
      if (!('data' in frame)) throw new VisionError('badFrame', 'expected pixels, got none.');
      return grab({ ...frame, data: new Uint8ClampedArray(frame.data) });
    },
  };
}

function grab(frame: RgbaImage): GrabbedFrame {
  const { width: widthPx, height: heightPx } = frame;
  const sidePx = DETECTOR_SIDE_PX;
  const pyramid = createPyramid(onBlack(frame));
  const letterbox = fitLetterbox(widthPx, heightPx, sidePx);
  const imageScale = Math.min(1, MAX_LONG_SIDE_PX / Math.max(widthPx, heightPx));
  const imageWidthPx = Math.max(1, Math.round(widthPx * imageScale));
  const imageHeightPx = Math.max(1, Math.round(heightPx * imageScale));
  const { leftPx, topPx, scale } = letterbox;
  let shrunk: RgbaImage | undefined;
  const whole = { leftPx: 0, topPx: 0, widthPx: imageWidthPx, heightPx: imageHeightPx };
  return {
    widthPx,
    heightPx,
    square: drawn(pyramid, invert([scale, 0, 0, scale, leftPx, topPx]), WHOLE_SQUARE, true),
    letterbox,
    turned: (view) => drawn(pyramid, squareToPicture(view), WHOLE_SQUARE, view.zImaginaryPx === 0),
    part: (area) => part(frame, area),
    image: (area = whole) => {
      shrunk ??= pyramid.resized(imageWidthPx, imageHeightPx);
      return part(shrunk, area);
    },
    imageWidthPx,
    imageHeightPx,
    imageScale,
  };
}

const WHOLE_SQUARE: AreaPx = {
  leftPx: 0,
  topPx: 0,
  widthPx: DETECTOR_SIDE_PX,
  heightPx: DETECTOR_SIDE_PX,
};

/** Draws the frame on black. */
function onBlack(frame: RgbaImage): RgbaImage {
  const { data } = frame;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] ?? 0;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel += 1) {
      data[channel] = ((data[channel] ?? 0) * alpha) / 255;
    }
    data[at + 3] = 255;
  }
  return frame;
}

/** From pixels of the square to those of the picture. */
function squareToPicture(square: Similarity): Affine {
  const real = square.zRealPx / DETECTOR_SIDE_PX;
  const imaginary = square.zImaginaryPx / DETECTOR_SIDE_PX;
  const { xPx, yPx } = toPixels(square, 0, 0);
  return [real, -imaginary, imaginary, real, xPx, yPx];
}

/** A part of the square; beyond the picture black, with edge pixels in proportion. */
function drawn(pyramid: Pyramid, toPicture: Affine, area: AreaPx, isUpright: boolean): RgbaImage {
  const { leftPx, topPx, widthPx, heightPx } = area;
  const [a, b, c, d, e, f] = toPicture;
  const image = pyramid.drawn(toPicture, area);
  const { data } = image;
  const { width, height } = pyramid;
  const step = Math.hypot(a, c);
  for (let row = 0; row < heightPx; row += 1) {
    for (let column = 0; column < widthPx; column += 1) {
      const [x, y] = [leftPx + column + 0.5, topPx + row + 0.5];
      const u = a * x + b * y + e;
      const v = c * x + d * y + f;
      if (u > step && v > step && u < width - step && v < height - step) continue;
      const share = isUpright
        ? Number(u > 0 && u <= width && v > 0 && v <= height)
        : areaInside(u / step, a / step, b / step) *
          areaInside((width - u) / step, a / step, b / step) *
          areaInside(v / step, c / step, d / step) *
          areaInside((height - v) / step, c / step, d / step);
      const at = 4 * (row * widthPx + column);
      for (let channel = at; channel < at + 3; channel += 1) {
        data[channel] = (data[channel] ?? 0) * share;
      }
    }
  }
  return image;
}

/**
 * How much of a pixel lies beyond a straight edge, 0 to 1.
 *
 * @param distance of the pixel's middle from the edge in pixels, positive beyond it
 * @param x of the edge's normal, of length 1
 */
function areaInside(distance: number, x: number, y: number): number {
  const short = Math.min(Math.abs(x), Math.abs(y));
  const long = Math.max(Math.abs(x), Math.abs(y));
  const corner = (long + short) / 2;
  const straight = (long - short) / 2;
  const apart = Math.min(Math.abs(distance), corner);
  const beyond =
    apart <= straight
      ? 0.5 + apart / long
      : 1 - (corner - apart) ** 2 / (2 * long * Math.max(short, 1e-9));
  return distance > 0 ? beyond : 1 - beyond;
}

function part({ data, width }: RgbaImage, area: AreaPx): RgbaImage {
  const { leftPx, topPx, widthPx, heightPx } = area;
  const cut = new Uint8ClampedArray(4 * widthPx * heightPx);
  for (let row = 0; row < heightPx; row += 1) {
    const from = 4 * ((topPx + row) * width + leftPx);
    cut.set(data.subarray(from, from + 4 * widthPx), 4 * row * widthPx);
  }
  return { data: cut, width: widthPx, height: heightPx };
}
