/** What a camera's pictures look like, face or no face. */
export type Look = 'lively' | 'black' | 'blank' | 'frozen';

/** Looks at frames now and then. */
export interface Looker {
  /** How this frame looks beside the one before; undefined where it was not looked at. */
  look(frame: ImageBitmap, nowMs: number): Look | undefined;
}

const COLUMNS = 32;
const ROWS = 24;
/** A look costs a tenth of a frame's reading. */
const LOOK_EVERY_MS = 400;
/** Of 255; a covered lens's noise stays below, a dark room's brightest points do not. */
const BLACK_AT_MOST = 24;
/** Of 255: a picture without any edge, as shutters and broken drivers give. */
const BLANK_SPREAD = 10;

/** A looker with a canvas of its own. */
export function createLooker(): Looker {
  const canvas = document.createElement('canvas');
  canvas.width = COLUMNS;
  canvas.height = ROWS;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let lookedMs = -Infinity;
  let before: Uint8ClampedArray | undefined;
  return {
    look: (frame, nowMs) => {
      if (context === null || nowMs - lookedMs < LOOK_EVERY_MS) return undefined;
      lookedMs = nowMs;
      // Single points, not means: in these no camera's grain stands still.
      context.imageSmoothingEnabled = false;
      context.drawImage(frame, 0, 0, COLUMNS, ROWS);
      const { data } = context.getImageData(0, 0, COLUMNS, ROWS);
      const look = lookOf(data, before);
      before = data;
      return look;
    },
  };
}

/**
 * @param pixels RGBA, 0 to 255, points of a frame
 * @param before the same points of an earlier frame
 */
export function lookOf(pixels: Uint8ClampedArray, before: Uint8ClampedArray | undefined): Look {
  const lows = [255, 255, 255];
  const highs = [0, 0, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    for (const channel of [0, 1, 2]) {
      const value = pixels[at + channel] ?? 0;
      lows[channel] = Math.min(lows[channel] ?? 0, value);
      highs[channel] = Math.max(highs[channel] ?? 0, value);
    }
  }
  if (Math.max(...highs) <= BLACK_AT_MOST) return 'black';
  if (highs.every((high, channel) => high - (lows[channel] ?? 0) <= BLANK_SPREAD)) return 'blank';
  return before?.every((value, at) => value === pixels[at]) === true ? 'frozen' : 'lively';
}
