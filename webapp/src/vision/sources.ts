/** A browser object, if its type is known: Node and workers have fewer types. */
type Known<Name extends string> =
  typeof globalThis extends Record<Name, { prototype: infer Type }> ? Type : never;

/** Decoded pixels, row by row from the top left: RGBA, RGB or grey, 0 to 255. */
export interface Pixels {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A video element. */
export type VideoElement = Known<'HTMLVideoElement'>;

/** Everything that can be read: in Node `Pixels`, in a browser any of these. */
export type PictureSource =
  | Known<'HTMLImageElement'>
  | VideoElement
  | Known<'HTMLCanvasElement'>
  | Known<'OffscreenCanvas'>
  | Bitmap
  | Known<'VideoFrame'>
  | Known<'Blob'>
  | Pixels;

/** The browser's decoded picture. */
export type Bitmap = Known<'ImageBitmap'>;

/** A picture on its way to the worker, which closes it. */
export type Frame = Bitmap | Pixels;

/** The browser's worker. */
export type BrowserWorker = Known<'Worker'>;
