import { cropFace, fitSimilarity } from '../../../webapp/src/vision/crop';
import { relight } from '../../../webapp/src/vision/light';
import { loadChain, placeOf } from './chain';
import type { FoundFace, Reader } from './readers';

/**
 * Every face of a look at the whole frame, framed and read as it is seen from afar, from near, from
 * near among four faces that share the look, and as the page chooses for a picture by itself.
 */
export async function loadLooks(model: string): Promise<Reader> {
  const { manifest, classifier, finder, grabber, name } = await loadChain(model);
  let frames = 0;
  return {
    async read({ canvas }) {
      const bitmap = await createImageBitmap(canvas);
      const grabbed = grabber.grab(bitmap);
      const place = frames % 4;
      frames += 1;
      const found: FoundFace[] = [];
      for (const afar of await finder.everywhere(grabbed)) {
        const four = Array.from({ length: 4 }, () => ({ ...afar }));
        const near = await finder.closeUp(grabbed, afar);
        const shared = (await finder.refined(grabbed, four))[place];
        const [chosen] = await finder.refined(grabbed, [afar]);
        const looks = Object.entries({ afar, near, shared, chosen }).flatMap(([look, face]) => {
          const similarity = face && fitSimilarity(manifest.template, face.keypointsPx);
          return similarity ? [{ look, similarity }] : [];
        });
        const image = grabbed.image();
        const probabilities = await classifier.classify(
          looks.map(({ similarity }) => relight(cropFace(image, similarity))),
        );
        const { xPx, yPx, widthPx, heightPx } = afar.boxPx;
        found.push({
          boxPx: [xPx, yPx, widthPx, heightPx],
          expressions: Object.fromEntries(
            looks.map(({ look }, index) => [look, name(probabilities[index])]),
          ),
          crops: Object.fromEntries(
            looks.map(({ look, similarity }) => [look, placeOf(similarity)]),
          ),
        });
      }
      bitmap.close();
      return found;
    },
  };
}
