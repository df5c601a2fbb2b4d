import { loadNetsOnGpu, type LoadedNets } from './backends/gpuNets';
import { graphsOf, loadNets } from './backends/nets';
import { createClassifier } from './classifier';
import type { RgbaImage } from './crop';
import { createDetector } from './detector';
import { VisionError } from './errors';
import { loadModels, type Models } from './loadModel';
import { DETECTOR_SIDE_PX, FACE_SIDE_PX } from './manifest';
import { createPipeline, type Pipeline } from './pipeline';
import { fitRuntime, startRuntime, type Runtime, type WasmFiles } from './runtime';
import type { BackendChoice, LoadProgress, ReaderInfo } from './types';

export interface LoadPipelineOptions {
  /** Absolute address of the folder with `index.json`. */
  readonly modelsUrl: string;
  readonly model: string | undefined;
  readonly backend: BackendChoice;
  readonly wasm: WasmFiles;
  readonly smoothingHalfLifeMs: number;
  readonly onProgress: (progress: LoadProgress) => void;
}

export interface LoadedPipeline {
  readonly info: ReaderInfo;
  readonly pipeline: Pipeline;
}

/**
 * A warm pipeline. WebAssembly starts while the models are on their way, also where a GPU is asked
 * for: its answers are compared with WebAssembly's, which takes its place if they differ.
 *
 * @throws VisionError with a loading or runtime code.
 */
export async function loadPipeline(options: LoadPipelineOptions): Promise<LoadedPipeline> {
  const [started, models] = await Promise.all([
    startRuntime({ wasm: options.wasm }),
    loadModels({
      modelsUrl: options.modelsUrl,
      model: options.model,
      onProgress: (loadedBytes, totalBytes) => {
        options.onProgress({ phase: 'downloading', loadedBytes, totalBytes });
      },
    }),
  ]);
  options.onProgress({ phase: 'warmingUp' });
  const wasm = await fitRuntime(started, graphsOf(models), options);
  const loaded = await loadNetsOn(options.backend, wasm, models);
  const pipeline = await buildPipeline(loaded, models, options.smoothingHalfLifeMs);
  return { info: describe(loaded.runtime, models), pipeline };
}

async function loadNetsOn(
  choice: BackendChoice,
  wasm: Runtime,
  models: Models,
): Promise<LoadedNets> {
  if (choice !== 'wasm') {
    try {
      return await loadNetsOnGpu(choice, wasm, models);
    } catch {
      // Whatever a GPU's reason is, WebAssembly can do without it.
    }
  }
  return { runtime: wasm, nets: loadNets(wasm, models) };
}

async function buildPipeline(
  { runtime, nets }: LoadedNets,
  { detector: detectorModel, expression }: Models,
  smoothingHalfLifeMs: number,
): Promise<Pipeline> {
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

/** The first run is the slowest, and the one that shows whether a graph does what it should. */
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

function describe(runtime: Runtime, { index, detector, expression }: Models): ReaderInfo {
  const { name, version, measured, labels, notSureBelow, bytes } = expression.manifest;
  return {
    model: { name, version, measured },
    models: index.expressions,
    labels,
    notSureBelow,
    backend: runtime.backend,
    bytes: { detector: detector.manifest.bytes, expression: bytes },
  };
}
