import { createClassifier } from '../answers/classifier';
import { loadNets } from '../compute/nets';
import { startRuntime, type KernelFiles, type Runtime } from '../compute/runtime';
import type { RgbaImage } from '../crops/crop';
import { VisionError } from '../errors';
import { createDetector } from '../faces/detector';
import { loadModels, type Models } from '../models/loadModel';
import { DETECTOR_SIDE_PX, FACE_SIDE_PX } from '../models/manifest';
import type { ModelFolders } from '../models/modelFiles';
import type { LoadProgress, ReaderInfo } from '../types';
import { createPipeline, type Pipeline } from './pipeline';

export interface LoadPipelineOptions {
  readonly models: ModelFolders;
  readonly model: string | undefined;
  readonly kernels: KernelFiles;
  readonly smoothingHalfLifeMs: number;
  readonly onProgress: (progress: LoadProgress) => void;
}

export interface LoadedPipeline {
  readonly info: ReaderInfo;
  readonly pipeline: Pipeline;
}

/**
 * A warm pipeline. The kernels start while the models are downloading.
 *
 * @throws VisionError with a loading or runtime code.
 */
export async function loadPipeline(options: LoadPipelineOptions): Promise<LoadedPipeline> {
  const [runtime, models] = await Promise.all([
    startRuntime(options.kernels),
    loadModels({
      models: options.models,
      model: options.model,
      onProgress: (loadedBytes, totalBytes) => {
        options.onProgress({ phase: 'downloading', loadedBytes, totalBytes });
      },
    }),
  ]);
  options.onProgress({ phase: 'warmingUp' });
  const pipeline = await buildPipeline(runtime, models, options.smoothingHalfLifeMs);
  return { info: describe(models), pipeline };
}

async function buildPipeline(
  runtime: Runtime,
  models: Models,
  smoothingHalfLifeMs: number,
): Promise<Pipeline> {
  const { detector: detectorModel, expression } = models;
  const nets = loadNets(runtime, models);
  const detector = createDetector(nets.detector, detectorModel.manifest);
  const classifier = createClassifier(nets.classifier, expression.manifest);
  await warmUp(detectorModel.manifest.name, () => detector.detect(BLANK_SQUARE));
  await warmUp(expression.manifest.name, () => classifier.classify([BLANK_FACE]));
  return createPipeline({
    detector,
    classifier,
    manifest: expression.manifest,
    smoothingHalfLifeMs,
    tensorCount: () => runtime.tensorCount(),
  });
}

const BLANK_SQUARE: RgbaImage = {
  data: new Uint8ClampedArray(4 * DETECTOR_SIDE_PX * DETECTOR_SIDE_PX),
  width: DETECTOR_SIDE_PX,
  height: DETECTOR_SIDE_PX,
};
const BLANK_FACE = new Uint8Array(FACE_SIDE_PX * FACE_SIDE_PX);

/** The first run is the slowest, and shows whether a graph works. */
async function warmUp(name: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof VisionError) throw error;
    throw new VisionError('modelIncompatible', `${name}: TF.js could not run the graph.`, {
      cause: error,
    });
  }
}

function describe({ detector, expression }: Models): ReaderInfo {
  const { name, version, measured, labels, notSureBelow, bytes } = expression.manifest;
  return {
    model: { name, version, measured },
    labels,
    notSureBelow,
    bytes: { detector: detector.manifest.bytes, expression: bytes },
  };
}
