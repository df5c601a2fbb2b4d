import { FACE_SIDE_PX } from '../models/manifest';
import type { Classifier } from './classifier';

/**
 * The network is not asked again about a face whose picture is the same but for noise: while no part
 * of it differs by more than this many grey levels on average. What is skipped would have moved a
 * probability by 0.017 in the median and by 0.06 in nine cases of ten (150 PublicTest faces,
 * docs/framing.md); a camera's noise of 2 grey levels differs by 2.8, a crop moved by a quarter of a
 * pixel by 7.8.
 */
const SAME_GREY = 4;
/** The parts: 6 x 6 of 8 x 8 pixels. A corner of a mouth fills one. */
const PART_PX = 8;
/**
 * Whatever it looks like, a face is read again after so long, so that slow changes are not missed; and
 * of several faces none waits for longer.
 */
const READ_AGAIN_AFTER_MS = 250;
/** Of the faces that have changed, so many are read in one frame: with four, each in every fourth. */
const FACES_PER_FRAME = 1;

/** A face of a stream, as it goes to the network. */
export interface StreamedFace {
  /** That it keeps from frame to frame. */
  readonly id: number;
  /** 48 x 48 grey levels. */
  readonly grey: Uint8Array;
}

/**
 * A classifier that remembers what it said of the last frame's faces. Of several that have changed
 * since, one a frame is read, so that a weak phone keeps its pace with a group before it.
 */
export interface RememberingClassifier {
  /**
   * Calibrated probabilities of each face. Those of one that looks the same, or whose turn it is not,
   * are remembered.
   *
   * @param timestampMs of the frame; where the clock goes back, nothing is remembered
   */
  classify(faces: readonly StreamedFace[], timestampMs: number): Promise<(readonly number[])[]>;
  /** Forgets every face. */
  reset(): void;
}

interface Memory {
  readonly grey: Uint8Array;
  readonly probabilities: readonly number[];
  readonly readMs: number;
}

/** A classifier around one that reads every face. */
export function createRememberingClassifier(classifier: Classifier): RememberingClassifier {
  let memories = new Map<number, Memory>();
  let lastFrameMs = -Infinity;

  /** Those of the faces that are read in this frame. */
  function choose(faces: readonly StreamedFace[], nowMs: number): Set<StreamedFace> {
    const sinceFrameMs = nowMs - lastFrameMs;
    const due = new Set<StreamedFace>();
    const changed: { readonly face: StreamedFace; readonly urgency: number }[] = [];
    for (const face of faces) {
      const memory = memories.get(face.id);
      const ageMs = memory === undefined ? Infinity : nowMs - memory.readMs;
      const difference = memory === undefined ? 0 : largestDifference(memory.grey, face.grey);
      const hasChanged = difference > SAME_GREY;
      // One that has changed and waits for the next frame would wait for too long.
      const atLatestMs = READ_AGAIN_AFTER_MS - (hasChanged ? sinceFrameMs : 0);
      if (memory === undefined || ageMs < 0 || ageMs >= atLatestMs) due.add(face);
      else if (hasChanged) {
        const urgency = difference / SAME_GREY + ageMs / READ_AGAIN_AFTER_MS;
        changed.push({ face, urgency });
      }
    }
    const mostUrgent = changed.toSorted((a, b) => b.urgency - a.urgency);
    for (const { face } of mostUrgent) {
      if (due.size >= FACES_PER_FRAME) break;
      due.add(face);
    }
    return due;
  }

  return {
    async classify(faces, timestampMs) {
      const chosen = choose(faces, timestampMs);
      const due = faces.filter((face) => chosen.has(face));
      const read = await classifier.classify(due.map(({ grey }) => grey));
      const fresh = new Map(due.map(({ id }, index) => [id, read[index] ?? []]));
      const known = new Map<number, Memory>();
      const probabilities = faces.map(({ id, grey }) => {
        const now = fresh.get(id);
        const memory = (now === undefined ? memories.get(id) : undefined) ?? {
          grey,
          probabilities: now ?? [],
          readMs: timestampMs,
        };
        known.set(id, memory);
        return memory.probabilities;
      });
      memories = known;
      lastFrameMs = timestampMs;
      return probabilities;
    },
    reset: () => {
      memories.clear();
      lastFrameMs = -Infinity;
    },
  };
}

/** The largest mean absolute difference of the parts of two faces, in grey levels. */
export function largestDifference(a: Uint8Array, b: Uint8Array): number {
  const parts = FACE_SIDE_PX / PART_PX;
  const sums = new Uint32Array(parts * parts);
  for (let pixel = 0; pixel < a.length; pixel += 1) {
    const row = Math.floor(pixel / FACE_SIDE_PX / PART_PX);
    const part = row * parts + Math.floor((pixel % FACE_SIDE_PX) / PART_PX);
    sums[part] = (sums[part] ?? 0) + Math.abs((a[pixel] ?? 0) - (b[pixel] ?? 0));
  }
  return Math.max(...sums) / (PART_PX * PART_PX);
}
