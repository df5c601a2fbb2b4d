import { VisionError } from '../errors';
import { concat, downloadJson, downloadVerified, parseJson } from './download';
import { folderUrl } from './folderUrl';
import {
  parseDetectorManifest,
  parseExpressionManifest,
  parseIndex,
  type DetectorManifest,
  type ExpressionManifest,
  type ModelFile,
  type ModelIndex,
} from './manifest';
import { parseModelJson, type GraphDescription } from './modelJson';

/** A model's description and verified bytes. */
export interface ModelPackage<Manifest> {
  readonly manifest: Manifest;
  readonly graph: GraphDescription;
  readonly weights: ArrayBuffer;
}

/** Everything that is read over the network before the first frame. */
export interface Models {
  readonly index: ModelIndex;
  readonly detector: ModelPackage<DetectorManifest>;
  readonly expression: ModelPackage<ExpressionManifest>;
}

export interface LoadModelsOptions {
  /** Absolute address of the folder with `index.json`. */
  readonly modelsUrl: string;
  /** Name of the expression model; the index's default unless given. */
  readonly model?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((loadedBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * The detector and the expression model, checked against their manifests. All files of both come in
 * parallel; if one fails, the others are given up.
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
  const root = folderUrl(options.modelsUrl);
  const index = parseIndex(await downloadJson(new URL('index.json', root), { signal }));
  const name = options.model ?? index.defaultExpression;
  if (!index.expressions.includes(name)) {
    throw new VisionError(
      'modelMissing',
      `expected one of ${index.expressions.join(', ')}, got the model name ${name}.`,
    );
  }
  const detectorFolder = folderUrl(index.detector, root);
  const expressionFolder = folderUrl(name, root);
  const [detectorJson, expressionJson] = await Promise.all([
    downloadJson(new URL('manifest.json', detectorFolder), { signal }),
    downloadJson(new URL('manifest.json', expressionFolder), { signal }),
  ]);
  const detector = parseDetectorManifest(detectorJson);
  const expression = parseExpressionManifest(expressionJson);
  const totalBytes = detector.bytes + expression.bytes;
  let loadedBytes = 0;
  const onBytes = (bytes: number) => {
    loadedBytes += bytes;
    options.onProgress?.(loadedBytes, totalBytes);
  };
  const [detectorPackage, expressionPackage] = await Promise.all([
    loadPackage(detectorFolder, detector, signal, onBytes),
    loadPackage(expressionFolder, expression, signal, onBytes),
  ]);
  return { index, detector: detectorPackage, expression: expressionPackage };
}

async function loadPackage<Manifest extends { readonly files: readonly ModelFile[] }>(
  folder: URL,
  manifest: Manifest,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<ModelPackage<Manifest>> {
  const files = new Map(
    await Promise.all(
      manifest.files.map(
        async (file) =>
          [file.path, await downloadVerified(folder, file, { signal, onBytes })] as const,
      ),
    ),
  );
  const take = (path: string) => {
    const bytes = files.get(path);
    if (bytes !== undefined) return bytes;
    throw new VisionError(
      'modelIncompatible',
      `${folder.href}: expected ${path} among the manifest's files. Export the model again.`,
    );
  };
  const graph = parseModelJson(parseJson(take('model.json'), `${folder.href}model.json`));
  return { manifest, graph, weights: concat(graph.shards.map(take)).buffer };
}
