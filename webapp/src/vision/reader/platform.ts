import type { ReaderOptions } from '../api';
import type { UnpackedModels } from '../models/modelFiles';
import type { Frame, PictureSource } from '../sources';

/** What differs between a page, the npm package and Node. */
export interface Platform {
  /** Ways to start the worker, each tried if those before it fail. */
  readonly workers: readonly (() => Worker | Promise<Worker>)[];
  /**
   * A copy of what a source shows now, to be moved to the worker.
   *
   * @returns a function to call once, in turn; it rejects with VisionError `badFrame`.
   */
  readonly copyOf: (source: PictureSource) => () => Promise<Frame>;
  /** The included models; undefined if a folder must be named. */
  readonly unpackModels?: (model: ReaderOptions['model']) => Promise<UnpackedModels>;
}
