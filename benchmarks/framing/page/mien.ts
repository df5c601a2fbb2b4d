import plainWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { loadNets } from '../../../webapp/src/vision/backends/nets';
import { createClassifier } from '../../../webapp/src/vision/classifier';
import {
  cropFace,
  cropSidePx,
  fitSimilarity,
  rollRadians,
  toPixels,
  type Similarity,
} from '../../../webapp/src/vision/crop';
import type { Detection } from '../../../webapp/src/vision/detection';
import { createDetector } from '../../../webapp/src/vision/detector';
import { createFaceFinder } from '../../../webapp/src/vision/faceFinder';
import { createFrameGrabber } from '../../../webapp/src/vision/frameGrabber';
import { relight } from '../../../webapp/src/vision/light';
import { loadModels } from '../../../webapp/src/vision/loadModel';
import { createPipeline } from '../../../webapp/src/vision/pipeline';
import { startRuntime } from '../../../webapp/src/vision/runtime';
import type { FaceReading } from '../../../webapp/src/vision/types';
import { otherFramings, type TrainingGeometry } from './framings';
import type { FoundFace, Reader } from './readers';

/**
 * The page's own chain, module by module, here without its worker: grabber, detector, crop, light,
 * classifier. What it answers is `Mien`; the other answers are of the same classifier on the same
 * detections, framed or lit in other ways, and on the faces as they are seen from afar alone; none
 * without `compareWith`.
 */
export async function loadMien(
  model: string,
  compareWith: TrainingGeometry | undefined,
): Promise<Reader> {
  const [runtime, models] = await Promise.all([
    startRuntime({ wasmPaths: { plain: plainWasmUrl, simd: simdWasmUrl } }),
    loadModels({ modelsUrl: new URL('/models/', location.href).href, model }),
  ]);
  const nets = loadNets(runtime, models);
  const { manifest } = models.expression;
  const classifier = createClassifier(nets.classifier, manifest);
  const detector = createDetector(nets.detector, models.detector.manifest);
  const finder = createFaceFinder(detector, manifest.template);
  const pipeline = createPipeline({
    detector,
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
      const afar = compareWith === undefined ? [] : await finder.everywhere(grabbed);
      const found: FoundFace[] = [];
      for (const face of faces) {
        const seenAfar = nearest(afar, face);
        const tried = framings.map(([way, framing]) => ({ way, similarity: framing(face) }));
        if (seenAfar !== undefined) {
          const similarity = fitSimilarity(manifest.template, seenAfar.keypointsPx);
          tried.push({ way: 'from afar', similarity });
        }
        const ways = tried.flatMap(({ way, similarity }) => {
          if (similarity === undefined) return [];
          const grey = cropFace(grabbed.image(), similarity);
          return [{ way, similarity, grey: way === 'unlit' ? grey : relight(grey) }];
        });
        const own = fitSimilarity(manifest.template, face.keypointsPx);
        const crops = ways.map(({ way, similarity }) => [way, placeOf(similarity)] as const);
        const probabilities = await classifier.classify(ways.map(({ grey }) => grey));
        const others = ways.map(({ way }, index) => [way, name(top(probabilities[index] ?? []))]);
        const { xPx, yPx, widthPx, heightPx } = face.boxPx;
        found.push({
          boxPx: [xPx, yPx, widthPx, heightPx],
          expressions: { Mien: name(face.top), ...Object.fromEntries(others) },
          crops: { ...(own && { Mien: placeOf(own) }), ...Object.fromEntries(crops) },
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

/** The one whose middle is closest. */
function nearest(faces: readonly Detection[], { boxPx }: FaceReading): Detection | undefined {
  const offPx = ({ boxPx: other }: Detection) =>
    Math.hypot(
      other.xPx + other.widthPx / 2 - boxPx.xPx - boxPx.widthPx / 2,
      other.yPx + other.heightPx / 2 - boxPx.yPx - boxPx.heightPx / 2,
    );
  return faces.toSorted((a, b) => offPx(a) - offPx(b))[0];
}

/** Middle x and y, side, and the head's turn in degrees. */
function placeOf(similarity: Similarity): readonly [number, number, number, number] {
  const { xPx, yPx } = toPixels(similarity, 0.5, 0.5);
  return [xPx, yPx, cropSidePx(similarity), (rollRadians(similarity) * 180) / Math.PI];
}

function top(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
