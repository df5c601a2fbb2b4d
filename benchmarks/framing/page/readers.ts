import type { SentFrame } from './frames';

/** A face that a reader found. */
export interface FoundFace {
  /** Left, top, width and height in pixels of the frame. */
  readonly boxPx: readonly [number, number, number, number];
  /** The expression's name in the reader's own words, by the way in which the face was framed. */
  readonly expressions: Readonly<Record<string, string>>;
  /** How the face was cut out, by the way: middle x, y and side in pixels of the frame, degrees. */
  readonly crops?: Readonly<Record<string, readonly [number, number, number, number]>>;
  /** What the reader says of the picture's quality, if it does. */
  readonly quality?: Readonly<Record<string, number>>;
}

/** Mien or a peer, ready to read frames one by one. */
export interface Reader {
  readonly read: (frame: SentFrame) => Promise<FoundFace[]>;
}
