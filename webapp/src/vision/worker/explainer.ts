import type { Classifier } from '../answers/classifier';
import { occludeRow } from '../answers/occlusion';
import { VisionError } from '../errors';
import type { Expression } from '../expressions';
import type { OcclusionMap } from '../types';

/** A row of a face's occlusion map; the first also has the face and the expression. */
export interface OccludedRow {
  readonly falls: readonly number[];
  readonly face: Omit<OcclusionMap, 'falls'> | undefined;
}

/** A face as the network read it. */
export interface ClassifiedFace {
  readonly id: number;
  /** 48 x 48 grey levels, relit. */
  readonly grey: Uint8Array;
  readonly cropped: Uint8Array;
  readonly expression: Expression;
}

/** A face that is being explained, as it was at the start. */
interface ExplainedFace extends ClassifiedFace {
  /** With nothing covered. */
  readonly probabilities: readonly number[];
}

/** Limits the maps in memory, of which some are abandoned midway. */
const EXPLAINED_AT_ONCE = 8;

/** Shows what the reading of a face rests on, a row of its map at a time. */
export interface Explainer {
  /** Takes the faces of the newest reading, which are those that can be asked about. */
  remember(faces: readonly ClassifiedFace[]): void;
  /**
   * One row of a face's occlusion map.
   *
   * @param row 0 takes the face from the newest reading that had faces, and returns it; later rows use
   * the same face.
   * @throws VisionError `faceGone` if it is not there.
   */
  occlude(faceId: number, expression: Expression | undefined, row: number): Promise<OccludedRow>;
}

/**
 * An explainer.
 *
 * @param labels of the classifier's probabilities, in their order
 */
export function createExplainer(classifier: Classifier, labels: readonly Expression[]): Explainer {
  let newest: readonly ClassifiedFace[] = [];
  let explained: readonly ExplainedFace[] = [];

  /** A face of the newest reading, read with nothing covered. */
  async function lookAt(faceId: number): Promise<ExplainedFace> {
    const face = newest.find(({ id }) => id === faceId);
    if (face === undefined) throw gone(faceId);
    const [probabilities = []] = await classifier.classify([face.grey]);
    return { ...face, probabilities };
  }

  return {
    remember(faces) {
      newest = faces;
    },

    async occlude(faceId, expression, row) {
      if (row === 0) explained = [await lookAt(faceId), ...explained].slice(0, EXPLAINED_AT_ONCE);
      const face = explained.find(({ id }) => id === faceId);
      if (face === undefined) throw gone(faceId);
      const { grey, cropped, probabilities } = face;
      const about = expression ?? face.expression;
      const label = labels.indexOf(about);
      const probability = probabilities[label] ?? 0;
      const covered = await occludeRow(classifier, grey, label, row);
      return {
        falls: covered.map((left) => probability - left),
        face: row === 0 ? { expression: about, probability, grey, cropped } : undefined,
      };
    },
  };
}

function gone(faceId: number): VisionError {
  return new VisionError('faceGone', `expected a face of the newest reading, got ${faceId}.`);
}
