import { VisionError } from '../errors';
import { DETECTOR_SIDE_PX } from '../models/manifest';
import type { Frame } from '../sources';
import { toPixels, type AreaPx, type RgbaImage, type Similarity } from './crop';
import { MAX_LONG_SIDE_PX, type FrameGrabber } from './grabbedFrame';
import { fitLetterbox, type Letterbox } from './letterbox';

/**
 * A grabber with its own two canvases.
 *
 * @throws VisionError `canvasAbsent` if this thread has no OffscreenCanvas with a 2D context.
 */
export function createFrameGrabber(): FrameGrabber<Frame> {
  const square = createContext();
  square.canvas.width = DETECTOR_SIDE_PX;
  square.canvas.height = DETECTOR_SIDE_PX;
  // The default samples single pixels of a frame five times as large; faces would flicker.
  square.imageSmoothingQuality = 'medium';
  const full = createContext();
  return {
    grab(frame) {
      if ('data' in frame) throw new Error('expected a bitmap, got its pixels.');
      const { widthPx, heightPx } = sizeOf(frame);
      const letterbox = fitLetterbox(widthPx, heightPx, DETECTOR_SIDE_PX);
      const imageScale = Math.min(1, MAX_LONG_SIDE_PX / Math.max(widthPx, heightPx));
      const imageWidthPx = Math.round(widthPx * imageScale);
      const imageHeightPx = Math.round(heightPx * imageScale);
      const whole = { leftPx: 0, topPx: 0, widthPx: imageWidthPx, heightPx: imageHeightPx };
      return {
        widthPx,
        heightPx,
        square: drawSquare(square, frame, letterbox),
        letterbox,
        turned: (view) => drawTurned(square, frame, widthPx, heightPx, view),
        part: (area) => drawExactly(full, frame, widthPx, heightPx, area),
        image: (area = whole) => drawPart(full, frame, whole, area),
        imageWidthPx,
        imageHeightPx,
        imageScale,
      };
    },
  };
}

function createContext(): OffscreenCanvasRenderingContext2D {
  const context =
    'OffscreenCanvas' in globalThis
      ? new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
      : null;
  if (context !== null) return context;
  throw new VisionError(
    'canvasAbsent',
    'This browser cannot draw in a worker (OffscreenCanvas). Use a newer one.',
  );
}

function sizeOf({ width, height }: ImageBitmap): { widthPx: number; heightPx: number } {
  if (width > 0 && height > 0) return { widthPx: width, heightPx: height };
  throw new VisionError('badFrame', 'expected an open frame with pixels, got an empty one.');
}

function drawSquare(
  context: OffscreenCanvasRenderingContext2D,
  frame: ImageBitmap,
  { leftPx, topPx, widthPx, heightPx, sidePx }: Letterbox,
): RgbaImage {
  blacken(context);
  context.drawImage(frame, leftPx, topPx, widthPx, heightPx);
  return context.getImageData(0, 0, sidePx, sidePx);
}

/** Black, not cleared: a pixel on an edge would keep too little alpha for its colour. */
function blacken(context: OffscreenCanvasRenderingContext2D): void {
  context.fillStyle = 'black';
  context.fillRect(0, 0, DETECTOR_SIDE_PX, DETECTOR_SIDE_PX);
}

function drawTurned(
  context: OffscreenCanvasRenderingContext2D,
  frame: ImageBitmap,
  widthPx: number,
  heightPx: number,
  square: Similarity,
): RgbaImage {
  const sidePx = DETECTOR_SIDE_PX;
  blacken(context);
  // The canvas takes the map from frame to square: the inverse of a complex factor.
  const squared = square.zRealPx ** 2 + square.zImaginaryPx ** 2;
  const real = (sidePx * square.zRealPx) / squared;
  const imaginary = (-sidePx * square.zImaginaryPx) / squared;
  const { xPx, yPx } = toPixels(square, 0, 0);
  context.setTransform(
    real,
    imaginary,
    -imaginary,
    real,
    -(real * xPx - imaginary * yPx),
    -(imaginary * xPx + real * yPx),
  );
  context.drawImage(frame, 0, 0, widthPx, heightPx);
  context.resetTransform();
  return context.getImageData(0, 0, sidePx, sidePx);
}

/** On a canvas of the part's size: one for a whole photo would take as much memory as the photo. */
function drawExactly(
  context: OffscreenCanvasRenderingContext2D,
  frame: ImageBitmap,
  widthPx: number,
  heightPx: number,
  part: AreaPx,
): RgbaImage {
  const { canvas } = context;
  canvas.width = part.widthPx;
  canvas.height = part.heightPx;
  context.drawImage(frame, -part.leftPx, -part.topPx, widthPx, heightPx);
  return context.getImageData(0, 0, part.widthPx, part.heightPx);
}

/** A part of the frame, exactly as in the whole frame. */
function drawPart(
  context: OffscreenCanvasRenderingContext2D,
  frame: ImageBitmap,
  { widthPx, heightPx }: AreaPx,
  part: AreaPx,
): RgbaImage {
  const { canvas } = context;
  if (canvas.width !== widthPx || canvas.height !== heightPx) {
    canvas.width = widthPx;
    canvas.height = heightPx;
  }
  const { leftPx, topPx } = part;
  context.save();
  // Draws only the part, with exactly the pixels that it has in the whole frame.
  context.beginPath();
  context.rect(leftPx, topPx, part.widthPx, part.heightPx);
  context.clip();
  // Replaces the last frame, which a transparent picture would otherwise show.
  context.globalCompositeOperation = 'copy';
  context.imageSmoothingQuality = 'high';
  context.drawImage(frame, 0, 0, widthPx, heightPx);
  context.restore();
  return context.getImageData(leftPx, topPx, part.widthPx, part.heightPx);
}
