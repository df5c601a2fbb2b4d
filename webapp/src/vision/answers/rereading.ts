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
/** Whatever it looks like, a face is read again after so long, so that slow changes are not missed. */
const READ_AGAIN_AFTER_MS = 300;

/** A face of a stream, as it goes to the network. */
export interface StreamedFace {
  /** That it keeps from frame to frame. */
  readonly id: number;
  /** 48 x 48 grey levels. */
  readonly grey: Uint8Array;
}

/** A classifier that remembers what it said of the last frame's faces. */
export interface RememberingClassifier {
  /**
   * Calibrated probabilities of each face. Those of one that looks the same are remembered.
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

  function recall({ id, grey }: StreamedFace, nowMs: number): Memory | undefined {
    const memory = memories.get(id);
    if (memory === undefined) return undefined;
    const ageMs = nowMs - memory.readMs;
    const isRecent = ageMs >= 0 && ageMs < READ_AGAIN_AFTER_MS;
    return isRecent && largestDifference(memory.grey, grey) <= SAME_GREY ? memory : undefined;
  }

  return {
    async classify(faces, timestampMs) {
      const recalled = faces.map((face) => recall(face, timestampMs));
      const unknown = faces.filter((_, index) => recalled[index] === undefined);
      const read = await classifier.classify(unknown.map(({ grey }) => grey));
      const fresh = read.values();
      const known = new Map<number, Memory>();
      const probabilities = faces.map(({ id, grey }, index) => {
        const memory = recalled[index] ?? {
          grey,
          probabilities: fresh.next().value ?? [],
          readMs: timestampMs,
        };
        known.set(id, memory);
        return memory.probabilities;
      });
      memories = known;
      return probabilities;
    },
    reset: () => {
      memories.clear();
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
