import { FACE_SIDE_PX } from '../models/manifest';
import type { Classifier } from './classifier';

/**
 * The network reads a face again only if a part of it differs by more than this many grey levels on
 * average. The readings skipped would have changed a probability by 0.017 (median) and by 0.06 (nine
 * in ten; 150 PublicTest faces, docs/framing.md). A camera's noise of 2 grey levels differs by 2.8, a
 * crop moved by a quarter of a pixel by 7.8.
 */
const SAME_GREY = 4;
/** The parts: 6 x 6 of 8 x 8 pixels. A corner of a mouth fills one. */
const PART_PX = 8;
/**
 * Every face is read again after this time at the latest, so that slow changes are not missed.
 */
const READ_AGAIN_AFTER_MS = 250;
/** How many changed faces are read in one frame: of four, each in every fourth. */
const FACES_PER_FRAME = 1;

/** The part of a followed face's record that decides when to read it (faces/followedFaces.ts). */
interface FaceRecord {
  readonly seenMs: number;
  readonly gapMs: number;
  reading:
    | {
        readonly grey: Uint8Array;
        readonly probabilities: readonly number[];
        readonly atMs: number;
      }
    | undefined;
}

/** A face of a frame, as it goes to the network. */
export interface StreamedFace {
  readonly face: FaceRecord;
  /** 48 x 48 grey levels. */
  readonly grey: Uint8Array;
}

/**
 * Reads those of a frame's faces whose turn it is, and saves the answers in their records. A face that
 * looks as it did when it was read keeps its answer. Of several that have changed since, it reads one
 * per frame, so that a slow phone keeps its frame rate with a group of people.
 */
export async function readInTurn(
  classifier: Classifier,
  faces: readonly StreamedFace[],
): Promise<void> {
  const due = choose(faces);
  const read = await classifier.classify(due.map(({ grey }) => grey));
  for (const [index, { face, grey }] of due.entries()) {
    face.reading = { grey, probabilities: read[index] ?? [], atMs: face.seenMs };
  }
}

/** Those of the faces that are read in this frame. */
function choose(faces: readonly StreamedFace[]): readonly StreamedFace[] {
  const due = new Set<StreamedFace>();
  const changed: { readonly each: StreamedFace; readonly urgency: number }[] = [];
  for (const each of faces) {
    const { reading, seenMs, gapMs } = each.face;
    if (reading === undefined) {
      due.add(each);
      continue;
    }
    const ageMs = seenMs - reading.atMs;
    const difference = largestDifference(reading.grey, each.grey);
    const hasChanged = difference > SAME_GREY;
    // A changed face that waited for the next frame would wait too long.
    if (ageMs >= READ_AGAIN_AFTER_MS - (hasChanged ? gapMs : 0)) due.add(each);
    else if (hasChanged) {
      changed.push({ each, urgency: difference / SAME_GREY + ageMs / READ_AGAIN_AFTER_MS });
    }
  }
  const mostUrgent = changed.toSorted((a, b) => b.urgency - a.urgency);
  for (const { each } of mostUrgent.slice(0, Math.max(0, FACES_PER_FRAME - due.size))) {
    due.add(each);
  }
  return faces.filter((each) => due.has(each));
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
