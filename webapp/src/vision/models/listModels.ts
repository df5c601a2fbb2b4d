import type { MeasuredAccuracy } from '../types';
import { downloadJson } from './download';
import { folderUrl } from './folderUrl';
import { parseExpressionManifest, parseIndex } from './manifest';

/** An expression model that a site offers. */
export interface OfferedModel {
  readonly name: string;
  /** Of its files, uncompressed. */
  readonly bytes: number;
  /** How often these files named the label that people had given; undefined if not measured. */
  readonly measured: MeasuredAccuracy | undefined;
  /** Taken where no model is named. */
  readonly isDefault: boolean;
}

/**
 * The expression models that a site offers, the default first; their weights are not loaded.
 *
 * @param modelsUrl folder with `index.json`, absolute or relative to the page
 * @throws VisionError with a loading code.
 * @throws the signal's reason if aborted.
 */
export async function listModels(
  modelsUrl: string,
  signal?: AbortSignal,
): Promise<readonly OfferedModel[]> {
  const options = signal === undefined ? {} : { signal };
  const root = folderUrl(modelsUrl, location.href);
  const index = parseIndex(await downloadJson(new URL('index.json', root), options));
  const models = await Promise.all(
    index.expressions.map(async (name) => {
      const url = new URL(`${name}/manifest.json`, root);
      const { bytes, measured } = parseExpressionManifest(await downloadJson(url, options));
      return { name, bytes, measured, isDefault: name === index.defaultExpression };
    }),
  );
  return models.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
}
