import plainWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { loadNets } from '../../../webapp/src/vision/backends/nets';
import { createClassifier } from '../../../webapp/src/vision/classifier';
import { cropFace, fitSimilarity } from '../../../webapp/src/vision/crop';
import { createDetector } from '../../../webapp/src/vision/detector';
import { createFrameGrabber } from '../../../webapp/src/vision/frameGrabber';
import { relight } from '../../../webapp/src/vision/light';
import { loadModels } from '../../../webapp/src/vision/loadModel';
import { createPipeline } from '../../../webapp/src/vision/pipeline';
import { startRuntime } from '../../../webapp/src/vision/runtime';
import { otherFramings, type BoxGeometry } from './framings';
import type { FoundFace, Reader } from './readers';

/**
 * The page's own chain, module by module, here without its worker: grabber, detector, crop, light,
 * classifier. What it answers is `Mien`; the other answers are of the same classifier on the same
 * detections, framed or lit in other ways; none without `compareWith`.
 */
export async function loadMien(
  model: string,
  compareWith: BoxGeometry | undefined,
): Promise<Reader> {
  const [runtime, models] = await Promise.all([
    startRuntime({ wasmPaths: { plain: plainWasmUrl, simd: simdWasmUrl } }),
    loadModels({ modelsUrl: new URL('/models/', location.href).href, model }),
  ]);
  const nets = loadNets(runtime, models);
  const { manifest } = models.expression;
  const classifier = createClassifier(nets.classifier, manifest);
  const pipeline = createPipeline({
    detector: createDetector(nets.detector, models.detector.manifest),
    classifier,
    manifest,
    smoothingHalfLifeMs: 0,
    tensorCount: () => runtime.tensorCount(),
  });
  const grabber = createFrameGrabber();
  const framings =
    compareWith === undefined ? [] : [...otherFramings(manifest.template, compareWith)];
  if (compareWith !== undefined) {
    framings.push(['unlit', (face) => fitSimilarity(manifest.template, face.keypointsPx)]);
  }
  const name = (index: number) => manifest.labels[index] ?? '';
  return {
    async read({ canvas }) {
      const bitmap = await createImageBitmap(canvas);
      const grabbed = grabber.grab(bitmap);
      const request = { frameId: 0, timestampMs: 0, mode: 'still' as const };
      const { faces } = await pipeline.read(grabbed, request);
      const found: FoundFace[] = [];
      for (const face of faces) {
        const ways = framings.flatMap(([way, framing]) => {
          const similarity = framing(face);
          if (similarity === undefined) return [];
          const grey = cropFace(grabbed.image(), similarity);
          return [{ way, grey: way === 'unlit' ? grey : relight(grey) }];
        });
        const probabilities = await classifier.classify(ways.map(({ grey }) => grey));
        const others = ways.map(({ way }, index) => [way, name(top(probabilities[index] ?? []))]);
        const { xPx, yPx, widthPx, heightPx } = face.boxPx;
        found.push({
          boxPx: [xPx, yPx, widthPx, heightPx],
          expressions: { Mien: name(face.top), ...Object.fromEntries(others) },
          quality: {
            ...face.quality,
            rollDegrees: (face.rollRadians * 180) / Math.PI,
            certainty: Math.max(...face.probabilities),
          },
        });
      }
      bitmap.close();
      return found;
    },
  };
}

function top(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
