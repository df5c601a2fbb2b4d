import type { ModelPackage, PackedModel, ReaderOptions } from '../src/vision/api';
import { VisionError } from '../src/vision/errors';
import type { UnpackedModel, UnpackedModels } from '../src/vision/models/modelFiles';
import { inflate } from './inflate';

/** The model that comes with the package. */
const FAST: ModelPackage = { name: 'fast', load: () => import('packed:model/fast') };

/**
 * The detector and an expression model, each loaded as a module when it is asked for.
 *
 * @throws VisionError `badOption` if there is no such model, `network` if one cannot be loaded.
 */
export async function unpackModels(model: ReaderOptions['model']): Promise<UnpackedModels> {
  const chosen = packageOf(model);
  const [detector, expression] = await Promise.all([
    unpack(() => import('packed:model/face_detector')),
    unpack(() => chosen.load()),
  ]);
  return { detector, expression };
}

function packageOf(model: unknown): ModelPackage {
  if (model === undefined || model === FAST.name) return FAST;
  if (typeof model === 'object' && model !== null && 'load' in model) return model as ModelPackage;
  throw new VisionError(
    'badOption',
    `model: expected fast, or accurate from @mien/accurate, or with \`models\` a name among ` +
      `them, got ${typeof model === 'string' ? model : typeof model}.`,
  );
}

async function unpack(load: () => Promise<PackedModel>): Promise<UnpackedModel> {
  let packed: PackedModel;
  try {
    packed = await load();
  } catch (cause) {
    throw new VisionError('network', 'A model could not be loaded. Is there a connection?', {
      cause,
    });
  }
  const files = await Promise.all(
    Object.entries(packed.files).map(async ([name, text]) => [name, await inflate(text)] as const),
  );
  return { manifest: packed.manifest, files: Object.fromEntries(files) };
}
