import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Field } from '../../src/vision/models/fields';
import {
  DETECTOR_SIDE_PX,
  FACE_SIDE_PX,
  parseDetectorManifest,
  parseExpressionManifest,
  type ModelFile,
} from '../../src/vision/models/manifest';
import { parseModelJson, type GraphDescription } from '../../src/vision/models/modelJson';

/** An exported model as read from its folder. */
export interface ExportedModel {
  readonly graph: GraphDescription;
  /** The shards' bytes, in order. */
  readonly weights: ArrayBuffer;
  /** Names of the outputs to give. */
  readonly outputs: readonly string[];
  /** Shape of one input, without the batch. */
  readonly rowShape: readonly number[];
  /** How many rows go in at once. */
  readonly batchSize: number;
}

/** What deep_emotion derives of 8 faces stays in a cache: 128 at once take twice as long. */
const FREE_BATCH_SIZE = 8;

/** A folder that is no exported model, or whose files are not those of its manifest. */
export class ModelFolderError extends Error {}

/**
 * Reads an exported model with the page's own parsers and checks each file's hash.
 *
 * @throws ModelFolderError naming the file
 * @throws VisionError `modelIncompatible` naming the field, as the page would
 */
export function readModelFolder(folder: string): ExportedModel {
  const { files, ...rest } = readManifest(readJson(folder, 'manifest.json'));
  for (const file of files) checkHash(folder, file);
  const graph = parseModelJson(readJson(folder, 'model.json'));
  const shards = graph.shards.map((shard) => readBytes(folder, shard));
  return { ...rest, graph, weights: Uint8Array.from(Buffer.concat(shards)).buffer };
}

function readManifest(json: unknown) {
  const kind = new Field(json, 'manifest.json').at('kind').oneOf(['expression', 'face-detector']);
  if (kind === 'expression') {
    const { files, outputName } = parseExpressionManifest(json);
    const rowShape = [FACE_SIDE_PX, FACE_SIDE_PX, 1];
    return { files, outputs: [outputName], rowShape, batchSize: FREE_BATCH_SIZE };
  }
  const { files, boxesName, scoresName } = parseDetectorManifest(json);
  const rowShape = [DETECTOR_SIDE_PX, DETECTOR_SIDE_PX, 3];
  return { files, outputs: [boxesName, scoresName], rowShape, batchSize: 1 };
}

function checkHash(folder: string, { path, sha256 }: ModelFile): void {
  if (createHash('sha256').update(readBytes(folder, path)).digest('hex') !== sha256) {
    throw new ModelFolderError(
      `expected ${join(folder, path)} to have the sha256 that manifest.json names, got another; ` +
        'export the model again',
    );
  }
}

function readBytes(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (cause) {
    throw new ModelFolderError(
      `expected ${join(folder, name)}, got no such file; name a folder that export.py wrote`,
      { cause },
    );
  }
}

function readJson(folder: string, name: string): unknown {
  try {
    return JSON.parse(readBytes(folder, name).toString('utf8'));
  } catch (cause) {
    if (cause instanceof ModelFolderError) throw cause;
    throw new ModelFolderError(
      `expected ${join(folder, name)} to be JSON, got something else; export the model again`,
      { cause },
    );
  }
}
