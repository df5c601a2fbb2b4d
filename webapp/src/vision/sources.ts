/** An object of the browser, where its types are known: Node's and a worker's have fewer of them. */
type Known<Name extends string> =
  typeof globalThis extends Record<Name, { prototype: infer Type }> ? Type : never;

/** Decoded pixels, row by row from the top left: RGBA, RGB or grey, 0 to 255. */
export interface Pixels {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A video of the page. */
export type VideoElement = Known<'HTMLVideoElement'>;

/** Everything that can be read. Node takes `Pixels`; a browser any of them. */
export type PictureSource =
  | Known<'HTMLImageElement'>
  | VideoElement
  | Known<'HTMLCanvasElement'>
  | Known<'OffscreenCanvas'>
  | Bitmap
  | Known<'VideoFrame'>
  | Known<'Blob'>
  | Pixels;

/** A picture of the browser's own. */
export type Bitmap = Known<'ImageBitmap'>;

/** What goes to the worker, which closes it. */
export type Frame = Bitmap | Pixels;

/** A worker of the browser's. */
export type BrowserWorker = Known<'Worker'>;
