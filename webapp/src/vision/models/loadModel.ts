import { VisionError } from '../errors';
import { concat, downloadJson, parseJson, type DownloadOptions } from './download';
import { folderUrl } from './folderUrl';
import {
  parseDetectorManifest,
  parseExpressionManifest,
  parseIndex,
  type DetectorManifest,
  type ExpressionManifest,
  type ModelFile,
} from './manifest';
import { folderIn, folderOf, type ModelFolder, type ModelFolders } from './modelFiles';
import { parseModelJson, type GraphDescription } from './modelJson';

/** A model's description and verified bytes. */
export interface ModelPackage<Manifest> {
  readonly manifest: Manifest;
  readonly graph: GraphDescription;
  readonly weights: ArrayBuffer;
}

/** All models needed for the first frame. */
export interface Models {
  readonly detector: ModelPackage<DetectorManifest>;
  readonly expression: ModelPackage<ExpressionManifest>;
}

export interface LoadModelsOptions {
  readonly models: ModelFolders;
  /** Name of the expression model in a folder; by default the index's default. */
  readonly model?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((loadedBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * The detector and the expression model, checked against their manifests. All files of both are
 * downloaded in parallel; if one fails, the others are aborted.
 *
 * @throws VisionError `network`, `modelMissing`, `htmlInsteadOfModel`, `modelCorrupt`,
 * `modelIncompatible` or `insecureContext`.
 * @throws the signal's reason if aborted.
 */
export async function loadModels(options: LoadModelsOptions): Promise<Models> {
  const giveUp = new AbortController();
  const passOn = () => {
    giveUp.abort(options.signal?.reason);
  };
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', passOn);
  try {
    return await loadAll(options, giveUp.signal);
  } finally {
    options.signal?.removeEventListener('abort', passOn);
    giveUp.abort();
  }
}

async function loadAll(options: LoadModelsOptions, signal: AbortSignal): Promise<Models> {
  let loadedBytes = 0;
  let totalBytes = Infinity;
  const onBytes = (bytes: number) => {
    loadedBytes += bytes;
    options.onProgress?.(loadedBytes, totalBytes);
  };
  const folders = await openFolders(options, { signal, onBytes });
  const [detectorJson, expressionJson] = await Promise.all([
    folders.detector.manifest(),
    folders.expression.manifest(),
  ]);
  const detector = parseDetectorManifest(detectorJson);
  const expression = parseExpressionManifest(expressionJson);
  totalBytes = detector.bytes + expression.bytes;
  const [detectorPackage, expressionPackage] = await Promise.all([
    loadPackage(folders.detector, detector),
    loadPackage(folders.expression, expression),
  ]);
  return { detector: detectorPackage, expression: expressionPackage };
}

async function openFolders(
  { models, model }: LoadModelsOptions,
  options: DownloadOptions,
): Promise<Record<'detector' | 'expression', ModelFolder>> {
  if (!('url' in models)) {
    return {
      detector: folderOf(models.detector, options),
      expression: folderOf(models.expression, options),
    };
  }
  const { signal } = options;
  const index = parseIndex(
    await downloadJson(new URL('index.json', folderUrl(models.url)), { signal }),
  );
  const name = model ?? index.defaultExpression;
  if (!index.expressions.includes(name)) {
    throw new VisionError(
      'modelMissing',
      `expected one of ${index.expressions.join(', ')}, got the model name ${name}.`,
    );
  }
  return {
    detector: folderIn(models.url, index.detector, options),
    expression: folderIn(models.url, name, options),
  };
}

async function loadPackage<Manifest extends { readonly files: readonly ModelFile[] }>(
  folder: ModelFolder,
  manifest: Manifest,
): Promise<ModelPackage<Manifest>> {
  const files = new Map(
    await Promise.all(
      manifest.files.map(async (file) => [file.path, await folder.file(file)] as const),
    ),
  );
  const take = (path: string) => {
    const bytes = files.get(path);
    if (bytes !== undefined) return bytes;
    throw new VisionError(
      'modelIncompatible',
      `${folder.name}: expected ${path} among the manifest's files. Export the model again.`,
    );
  };
  const graph = parseModelJson(parseJson(take('model.json'), `${folder.name}: model.json`));
  return { manifest, graph, weights: concat(graph.shards.map(take)).buffer };
}
