/**
 * The vocabulary of the vision core. Every coordinate is in pixels of the unmirrored frame that was
 * handed in, with pixel k's centre at k + 0.5. "Right" and "left" are the subject's own.
 */

import type { Expression } from './expressions';

/** A point in frame pixels. */
export interface PointPx {
  readonly xPx: number;
  readonly yPx: number;
}

/** An axis-parallel rectangle in frame pixels; it may reach beyond the frame. */
export interface BoxPx {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** BlazeFace's six keypoints. */
export interface FaceKeypointsPx {
  readonly rightEye: PointPx;
  readonly leftEye: PointPx;
  readonly noseTip: PointPx;
  readonly mouthCentre: PointPx;
  readonly rightEarTragion: PointPx;
  readonly leftEarTragion: PointPx;
}

/** The crop's corners in frame pixels: top left, top right, bottom right, bottom left of the upright face. */
export type CropCornersPx = readonly [PointPx, PointPx, PointPx, PointPx];

/** What makes a face hard to read, most limiting first. */
export type QualityHint =
  'tooSmall' | 'tooDark' | 'tooBright' | 'noisy' | 'blurred' | 'tilted' | 'turned';

/** Why a reading is not sure. */
export type NotSureReason = 'lowProbability' | 'tooSmall' | 'tooDark' | 'blurred';

/** Measurements of the 48x48 grey crop that the classifier saw. */
export interface CropQuality {
  /** Side of the crop in frame pixels; below 48 the crop was magnified. */
  readonly sidePx: number;
  /** Mean grey level, 0 to 255. */
  readonly meanGrey: number;
  /** Standard deviation of the grey levels, 0 to 127.5. */
  readonly contrast: number;
  /** Variance of the Laplacian over the variance of the grey levels; 0 is a flat or blurred crop. */
  readonly sharpness: number;
  /** Standard deviation of the noise in grey levels, in the relit crop that the network gets. */
  readonly noise: number;
}

/** A share for each expression, 0 to 1. */
export type Probabilities = Readonly<Record<Expression, number>>;

/** One face of one frame. */
export interface FaceReading {
  /** Kept while the face is followed, and never reused. In a single picture, the order of finding from 0. */
  readonly id: number;
  readonly boxPx: BoxPx;
  readonly keypointsPx: FaceKeypointsPx;
  readonly cropCornersPx: CropCornersPx;
  /** The detector's confidence that this is a face, 0.5 to 1. */
  readonly detectionScore: number;
  /** The head's roll: 0 upright, positive clockwise as seen in the unmirrored frame, -pi to pi. */
  readonly rollRadians: number;
  /** The likeliest of `probabilities`; show it only if the face is `sure`. */
  readonly expression: Expression;
  /** Calibrated, smoothed over time, in the order of `ReaderInfo.labels`, sum 1. */
  readonly probabilities: Probabilities;
  /** Calibrated, of this frame alone, sum 1. */
  readonly rawProbabilities: Probabilities;
  /**
   * False if the largest probability is below `ReaderInfo.notSureBelow`, or the face is too dark,
   * too small or too blurred to be read.
   */
  readonly sure: boolean;
  /** Why it is not sure: problems of the face come before doubts of the network; undefined if sure. */
  readonly notSureBecause: NotSureReason | undefined;
  readonly quality: CropQuality;
  readonly hints: readonly QualityHint[];
}

/** Milliseconds spent in the worker. */
export interface TimingsMs {
  readonly detect: number;
  readonly crop: number;
  readonly classify: number;
  readonly total: number;
}

/** What was read from one frame. */
export interface FrameReading {
  /** Counts the reader's frames from 1. */
  readonly frameId: number;
  /** When it was taken, on the clock of `ReadOptions.timestampMs`. */
  readonly timestampMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Largest face first. */
  readonly faces: readonly FaceReading[];
  readonly timingsMs: TimingsMs;
  /** Tensors alive after the frame; constant from frame to frame. */
  readonly tensors: number;
}

/** How often a model agreed with the label that people gave. */
export interface MeasuredAccuracy {
  /** 0 to 1. */
  readonly accuracy: number;
  /** Faces that it was measured on. */
  readonly faces: number;
  /** The data set's split that they are from. */
  readonly split: string;
}

/** An expression model that a reader can use. */
export interface OfferedModel {
  readonly name: string;
  /** Of its files, uncompressed. */
  readonly bytes: number;
  /** How often these files named the label that people had given; undefined if not measured. */
  readonly measured: MeasuredAccuracy | undefined;
  /** Used if no model is named. */
  readonly isDefault: boolean;
}

/** How far a single picture has been read. */
export interface ReadProgress {
  /** The faces found so far; they keep their ids. */
  readonly reading: FrameReading;
  /** Share of the picture that has been searched, 0 to 1. */
  readonly share: number;
}

/** What a reader is made of. */
export interface ReaderInfo {
  readonly model: {
    readonly name: string;
    readonly version: string;
    /** How often these files named the label that people had given; undefined if not measured. */
    readonly measured: MeasuredAccuracy | undefined;
  };
  /** The expressions, in the order of `FaceReading.probabilities`. */
  readonly labels: readonly Expression[];
  /** If the largest probability is below this, the face is not sure. */
  readonly notSureBelow: number;
  /** Bytes of model files, uncompressed. */
  readonly bytes: { readonly detector: number; readonly expression: number };
}

/** How far `createReader` has come. */
export type LoadProgress =
  | { readonly phase: 'startingWorker' }
  | { readonly phase: 'downloading'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly phase: 'warmingUp' };

/** Cells along each side of an occlusion map; 6 px of the 48 px face each. */
export const OCCLUSION_CELLS = 8;

/** Which parts of a face its reading rests on. */
export interface OcclusionMap {
  /** The expression explained. */
  readonly expression: Expression;
  /** Its calibrated, unsmoothed probability in the frame explained, 0 to 1. */
  readonly probability: number;
  /** The face that the network saw: 48 x 48 grey levels, row by row. */
  readonly grey: Uint8Array;
  /** The same face as the camera saw it, before relighting. */
  readonly cropped: Uint8Array;
  /**
   * For each cell, row by row from the upright face's top left: `probability` minus the one with a
   * square around the cell covered, -1 to 1. Positive where the part supports the expression. Has
   * fewer than OCCLUSION_CELLS squared values while rows are missing.
   */
  readonly falls: readonly number[];
}
