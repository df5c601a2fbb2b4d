import type { OfferedModel } from '../types';
import { downloadJson } from './download';
import { folderUrl } from './folderUrl';
import { parseExpressionManifest, parseIndex } from './manifest';
import type { ModelFolders } from './modelFiles';

/**
 * The available expression models, the default first; their weights are not loaded.
 *
 * @throws VisionError with a loading code.
 */
export async function listModels(models: ModelFolders): Promise<readonly OfferedModel[]> {
  if (!('url' in models)) return [describe(models.expression.manifest, true)];
  const root = folderUrl(models.url);
  const index = parseIndex(await downloadJson(new URL('index.json', root)));
  const offered = await Promise.all(
    index.expressions.map(async (name) => {
      const manifest = await downloadJson(new URL(`${name}/manifest.json`, root));
      return describe(manifest, name === index.defaultExpression);
    }),
  );
  return offered.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

function describe(manifest: unknown, isDefault: boolean): OfferedModel {
  const { name, bytes, measured } = parseExpressionManifest(manifest);
  return { name, bytes, measured, isDefault };
}
