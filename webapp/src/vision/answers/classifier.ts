import type { Net } from '../compute/runtime';
import { VisionError } from '../errors';
import { FACE_SIDE_PX, type ExpressionManifest } from '../models/manifest';
import { softmax } from './softmax';

/** Reads expressions from cropped faces. */
export interface Classifier {
  /**
   * Calibrated probabilities of each face, in the manifest's label order. All faces go through the
   * network in one batch.
   *
   * @param faces 48 x 48 grey levels each, row by row
   */
  classify(faces: readonly Uint8Array[]): Promise<number[][]>;
}

/** A classifier around `net`, whose output must be the logits. */
export function createClassifier(net: Net, manifest: ExpressionManifest): Classifier {
  const pixels = FACE_SIDE_PX * FACE_SIDE_PX;
  return {
    async classify(faces) {
      if (faces.length === 0) return [];
      const batch = new Float32Array(faces.length * pixels);
      faces.forEach((face, index) => {
        batch.set(face, index * pixels);
      });
      const shape = [faces.length, FACE_SIDE_PX, FACE_SIDE_PX, 1];
      const [logits] = await net.run(batch, shape);
      const labels = manifest.labels.length;
      if (logits?.values.length !== faces.length * labels) {
        throw new VisionError(
          'modelIncompatible',
          `${manifest.name}: expected logits of shape [${faces.length}, ${labels}], ` +
            `got [${String(logits?.shape)}]. Export the model again.`,
        );
      }
      return faces.map((_, face) =>
        softmax(logits.values.subarray(face * labels, (face + 1) * labels), manifest.temperature),
      );
    },
  };
}
