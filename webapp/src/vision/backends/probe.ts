import { DETECTOR_SIDE_PX, FACE_SIDE_PX } from '../manifest';
import type { NetOutput } from '../runtime';
import type { Nets } from './nets';

/** What both networks answer to fixed pictures. */
export interface ProbeAnswers {
  /** Of one face, then of that face and another together. */
  readonly logits: Float32Array;
  /** Boxes, then scores. */
  readonly detections: Float32Array;
}

/** Largest differences between two back ends' answers; Infinity where one is no number. */
export interface ProbeDifference {
  readonly logits: number;
  /** Relative for values beyond 1. */
  readonly detections: number;
}

/**
 * How far a GPU's logits may be from WebAssembly's. Two logits that move apart by twice this change
 * a probability by half a per cent point, which no one sees; float32 stays a hundred times closer.
 */
const LOGIT_TOLERANCE = 0.01;
/** A face 100 px wide, found in the 128 px picture, moves by half a pixel at most. */
const DETECTION_TOLERANCE = 0.005;

const DETECTOR_SHAPE = [1, DETECTOR_SIDE_PX, DETECTOR_SIDE_PX, 3];
const FACE_PIXELS = FACE_SIDE_PX * FACE_SIDE_PX;

/** 0 to 255 in an order in which every part of a network answers; the same in every browser. */
const pattern = (index: number): number => (index * index + 3 * index * (index >> 6)) % 256;

/** The detector's fixed picture, -1 to 1. */
export const PROBE_SQUARE = Float32Array.from(
  { length: DETECTOR_SIDE_PX * DETECTOR_SIDE_PX * 3 },
  (_, index) => pattern(index) / 127.5 - 1,
);
/** Two fixed faces, 0 to 255. */
const PROBE_FACES = Float32Array.from({ length: 2 * FACE_PIXELS }, (_, index) => pattern(index));
/** The first of the fixed faces. */
export const PROBE_FACE = PROBE_FACES.subarray(0, FACE_PIXELS);

/** What the nets answer; the first run on a back end takes the longest. */
export async function probe({ detector, classifier }: Nets): Promise<ProbeAnswers> {
  const detections = await detector.run(PROBE_SQUARE, DETECTOR_SHAPE);
  const one = await classifier.run(PROBE_FACE, faceShape(1));
  const two = await classifier.run(PROBE_FACES, faceShape(2));
  return { logits: join([...one, ...two]), detections: join(detections) };
}

/** Runs each net once, as for a frame with one face, and tells the milliseconds that each took. */
export async function timeFrame({ detector, classifier }: Nets): Promise<FrameMs> {
  const startMs = performance.now();
  await detector.run(PROBE_SQUARE, DETECTOR_SHAPE);
  const detectedMs = performance.now();
  await classifier.run(PROBE_FACE, faceShape(1));
  return { detect: detectedMs - startMs, classify: performance.now() - detectedMs };
}

export interface FrameMs {
  readonly detect: number;
  readonly classify: number;
}

export function compareAnswers(answers: ProbeAnswers, reference: ProbeAnswers): ProbeDifference {
  return {
    logits: largestDifference(answers.logits, reference.logits, () => 1),
    detections: largestDifference(answers.detections, reference.detections, (value) =>
      Math.max(1, Math.abs(value)),
    ),
  };
}

/** Whether answers that differ so much still read faces alike. */
export function isAlike({ logits, detections }: ProbeDifference): boolean {
  return logits <= LOGIT_TOLERANCE && detections <= DETECTION_TOLERANCE;
}

function largestDifference(
  values: Float32Array,
  reference: Float32Array,
  unit: (value: number) => number,
): number {
  if (values.length !== reference.length) return Infinity;
  let largest = 0;
  for (const [index, expected] of reference.entries()) {
    const difference = Math.abs((values[index] ?? NaN) - expected) / unit(expected);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

function faceShape(count: number): number[] {
  return [count, FACE_SIDE_PX, FACE_SIDE_PX, 1];
}

function join(outputs: readonly NetOutput[]): Float32Array {
  return Float32Array.from(outputs.flatMap(({ values }) => Array.from(values)));
}
