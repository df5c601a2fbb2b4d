import type { UnpackedModels } from '../models/modelFiles';
import type { ReaderOptions } from '../types';

/**
 * The models that come with this code: none, since the page names its folder of models. The npm
 * package's build puts its own in place of this file.
 */
export const unpackModels:
  ((model: ReaderOptions['model']) => Promise<UnpackedModels>) | undefined = undefined;
