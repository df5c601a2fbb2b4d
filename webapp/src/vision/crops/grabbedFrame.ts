import type { AreaPx, RgbaImage, Similarity } from './crop';
import type { Letterbox } from './letterbox';

/** A frame's pixels, in the forms that are needed. */
export interface GrabbedFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The frame in the detector's square. */
  readonly square: RgbaImage;
  readonly letterbox: Letterbox;
  /**
   * 128 x 128 pixels of a square anywhere in the frame, turned upright; black outside the frame.
   *
   * @param square maps its fractions to pixels of the frame
   */
  readonly turned: (square: Similarity) => RgbaImage;
  /** A part of the frame, pixel for pixel. */
  readonly part: (area: AreaPx) => RgbaImage;
  /**
   * The frame, or a part of it, scaled down if the frame is large. Only that part is drawn and read.
   */
  readonly image: (area?: AreaPx) => RgbaImage;
  readonly imageWidthPx: number;
  readonly imageHeightPx: number;
  /** Pixels of `image` per pixel of the frame, at most 1. */
  readonly imageScale: number;
}

/** Turns frames into pixels. */
export interface FrameGrabber<Frame> {
  /** The frame's pixels, valid until the next call and while the frame is open. */
  grab(frame: Frame): GrabbedFrame;
}

/**
 * Larger frames, which are photos, are scaled down to this long side before faces are cropped from
 * them. Faces that the detector finds at 128 px are then still at least about 100 px wide, twice the
 * classifier's input, and the pixels of a 12-megapixel photo need not be read.
 */
export const MAX_LONG_SIDE_PX = 1280;
