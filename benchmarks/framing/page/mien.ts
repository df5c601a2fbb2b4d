import { cropFace, fitSimilarity } from '../../../webapp/src/vision/crops/crop';
import type { Detection } from '../../../webapp/src/vision/faces/detection';
import { relight } from '../../../webapp/src/vision/crops/relight';
import { createPipeline } from '../../../webapp/src/vision/worker/pipeline';
import type { FaceReading } from '../../../webapp/src/vision/types';
import { loadChain, placeOf } from './chain';
import { otherFramings, type TrainingGeometry } from './framings';
import type { FoundFace, Reader } from './readers';

/**
 * The page's modules one after the other, without its worker: grabber, detector, crop, relighting,
 * classifier. Its answers are called `Mien`. With `compareWith`, the same classifier also answers for
 * the same detections cropped or lit in other ways, and for those in the whole frame alone.
 */
export async function loadMien(
  model: string,
  compareWith: TrainingGeometry | undefined,
): Promise<Reader> {
  const chain = await loadChain(model);
  const { manifest, classifier, finder, grabber, name } = chain;
  const pipeline = createPipeline({
    detector: chain.detector,
    classifier,
    manifest,
    smoothingHalfLifeMs: 0,
    tensorCount: chain.tensorCount,
  });
  const framings =
    compareWith === undefined ? [] : [...otherFramings(manifest.template, compareWith)];
  if (compareWith !== undefined) {
    framings.push(['unlit', (face) => fitSimilarity(manifest.template, face.keypointsPx)]);
  }
  return {
    async read({ canvas }) {
      const bitmap = await createImageBitmap(canvas);
      const grabbed = grabber.grab(bitmap);
      const { faces } = await pipeline.readStill(grabbed, { frameId: 0, timestampMs: 0 });
      const afar = compareWith === undefined ? [] : await finder.everywhere(grabbed);
      const found: FoundFace[] = [];
      for (const face of faces) {
        const seenAfar = nearest(afar, face);
        const tried = framings.map(([way, framing]) => ({ way, similarity: framing(face) }));
        if (seenAfar !== undefined) {
          const similarity = fitSimilarity(manifest.template, seenAfar.keypointsPx);
          tried.push({ way: 'whole frame', similarity });
        }
        const ways = tried.flatMap(({ way, similarity }) => {
          if (similarity === undefined) return [];
          const grey = cropFace(grabbed.image(), similarity);
          return [{ way, similarity, grey: way === 'unlit' ? grey : relight(grey) }];
        });
        const own = fitSimilarity(manifest.template, face.keypointsPx);
        const crops = ways.map(({ way, similarity }) => [way, placeOf(similarity)] as const);
        const probabilities = await classifier.classify(ways.map(({ grey }) => grey));
        const others = ways.map(({ way }, index) => [way, name(probabilities[index])]);
        const { xPx, yPx, widthPx, heightPx } = face.boxPx;
        found.push({
          boxPx: [xPx, yPx, widthPx, heightPx],
          expressions: { Mien: name(face.probabilities), ...Object.fromEntries(others) },
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
