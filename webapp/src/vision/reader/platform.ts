import type { UnpackedModels } from '../models/modelFiles';
import type { Frame, PictureSource } from '../sources';
import type { ReaderOptions } from '../types';

/** What differs between a page, the npm package and Node. */
export interface Platform {
  /** The ways to start the worker, each for where those before it fail. */
  readonly workers: readonly (() => Worker | Promise<Worker>)[];
  /**
   * A copy of what a source shows now, to be moved to the worker.
   *
   * @returns called in turn, once; rejects with VisionError `badFrame`.
   */
  readonly copyOf: (source: PictureSource) => () => Promise<Frame>;
  /** The models that come along; undefined where a folder must be named. */
  readonly unpackModels?: (model: ReaderOptions['model']) => Promise<UnpackedModels>;
}
