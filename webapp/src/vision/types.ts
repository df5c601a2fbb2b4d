/**
 * The vocabulary of the vision core. Every coordinate is in pixels of the unmirrored frame that was
 * handed in, with pixel k's centre at k + 0.5. "Right" and "left" are the subject's own.
 */

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

/** What keeps a face from being read well, most limiting first. */
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
  /** Deviation of the grain in grey levels, as the network gets the crop: relit. */
  readonly noise: number;
}

/** One face of one frame. */
export interface FaceReading {
  /** Stays the same while the face is followed; never reused. In a still, the face's position in the list. */
  readonly id: number;
  readonly boxPx: BoxPx;
  readonly keypointsPx: FaceKeypointsPx;
  readonly cropCornersPx: CropCornersPx;
  /** The detector's confidence that this is a face, 0.5 to 1. */
  readonly detectionScore: number;
  /** The head's roll: 0 upright, positive clockwise as seen in the unmirrored frame, -pi to pi. */
  readonly rollRadians: number;
  /** Calibrated, smoothed over time, in the order of `ReaderInfo.labels`, sum 1. */
  readonly probabilities: readonly number[];
  /** Calibrated, of this frame alone, sum 1. */
  readonly rawProbabilities: readonly number[];
  /** Index of the largest of `probabilities`. */
  readonly top: number;
  /**
   * 'notSure' if the largest probability is below `ReaderInfo.notSureBelow`, or the face is too
   * dark, too small or too blurred to be read.
   */
  readonly certainty: 'sure' | 'notSure';
  /** Why it is not sure, the face before the network's doubt; undefined if it is sure. */
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
  /** As passed to `read`. */
  readonly timestampMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Largest face first. */
  readonly faces: readonly FaceReading[];
  readonly timingsMs: TimingsMs;
  /** Tensors alive after the frame; it stays the same from frame to frame. */
  readonly tensors: number;
}

/** How often a model named the label that people had given. */
export interface MeasuredAccuracy {
  /** 0 to 1. */
  readonly accuracy: number;
  /** Faces that it was measured on. */
  readonly faces: number;
  /** Part of the data set that they are from. */
  readonly split: string;
}

/** What a reader is made of. */
export interface ReaderInfo {
  readonly model: {
    readonly name: string;
    readonly version: string;
    /** How often these files named the label that people had given; undefined if not measured. */
    readonly measured: MeasuredAccuracy | undefined;
  };
  /** Every expression model that this site offers, by name. */
  readonly models: readonly string[];
  /** The expressions, in the order of every probability list. */
  readonly labels: readonly string[];
  /** A largest probability below this is 'notSure'. */
  readonly notSureBelow: number;
  /** Bytes of model files, uncompressed. */
  readonly bytes: { readonly detector: number; readonly expression: number };
}

/** How far `createExpressionReader` has come. */
export type LoadProgress =
  | { readonly phase: 'startingWorker' }
  | { readonly phase: 'downloading'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly phase: 'warmingUp' };

/** A picture that can be moved to another thread without copying. */
export type TransferableFrame = ImageBitmap | VideoFrame;

/** Cells along each side of an occlusion map; 6 px of the 48 px face each. */
export const OCCLUSION_CELLS = 8;

/** Which parts of a face its reading rests on. */
export interface OcclusionMap {
  /** Index of the expression that it is about. */
  readonly label: number;
  /** Its calibrated probability in the frame that was looked at, unsmoothed, 0 to 1. */
  readonly probability: number;
  /** The face that the network saw: 48 x 48 grey levels, row by row. */
  readonly grey: Uint8Array;
  /** The same face as the camera saw it, before a dark or hazy one was brought to good light. */
  readonly cropped: Uint8Array;
  /**
   * For each cell, row by row from the upright face's top left: `probability` less the one with a
   * square around the cell covered, -1 to 1. Positive where the part speaks for the expression.
   * Shorter than OCCLUSION_CELLS squared while rows are still to come.
   */
  readonly falls: readonly number[];
}

export interface ExplainOptions {
  /** Index of the expression to explain; the face's likeliest unless given. */
  readonly label?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with what there is after each row. */
  readonly onProgress?: ((map: OcclusionMap) => void) | undefined;
}

export interface ReadOptions {
  /** When the frame was taken, in ms of one steady clock; `performance.now()` unless given. */
  readonly timestampMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ReaderOptions {
  /** Folder with `index.json` and the model folders, absolute or relative to the page. */
  readonly modelsUrl: string;
  /** Name of the expression model; the index's default unless given. */
  readonly model?: string | undefined;
  /** Time in which a face's smoothed probabilities go half way to a new value; 0 switches smoothing off. */
  readonly smoothingHalfLifeMs?: number | undefined;
  /** Aborts loading; after the reader is there, use `dispose`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Makes the worker; for bundlers that need their own way. */
  readonly workerFactory?: (() => Worker) | undefined;
}

/**
 * Reads the apparent expression of every face in a frame, in a worker of its own.
 *
 * One frame is read at a time. A second `read` or `readStill` meanwhile is rejected with `busy`.
 * Frames belong to the reader from the call on and are closed on every path, refused or not.
 */
export interface ExpressionReader {
  readonly info: ReaderInfo;
  /**
   * Reads the next frame of a stream: faces keep their ids and their values are smoothed over time.
   *
   * @throws VisionError `busy` or `badFrame`: drop the frame and go on.
   * @throws VisionError `workerFailed` or `workerHung`: the reader is spent, create a new one.
   * @throws the signal's reason if aborted.
   */
  read(frame: TransferableFrame, options?: ReadOptions): Promise<FrameReading>;
  /** Reads a picture by itself: no tracking, no smoothing, and it leaves the stream's tracks alone. */
  readStill(frame: TransferableFrame, options?: ReadOptions): Promise<FrameReading>;
  /**
   * Covers one part of a face after the other and tells what that does to its reading. Frames may be
   * read meanwhile; each waits for a row of the map at most.
   *
   * @param faceId of a face of the newest reading that had any
   * @throws VisionError `faceGone` if it is not among them.
   * @throws VisionError as `read` does, but `busy`: it waits.
   * @throws the signal's reason if aborted.
   */
  explain(faceId: number, options?: ExplainOptions): Promise<OcclusionMap>;
  /** Another `smoothingHalfLifeMs`, from the next frame on. */
  setSmoothing(halfLifeMs: number): void;
  /** Forgets every followed face; for a new camera or a cut in a film. */
  reset(): void;
  /** Ends the worker and frees its memory. A pending read is rejected with `disposed`. */
  dispose(): void;
}

/**
 * Loads the models into a new worker.
 *
 * @throws VisionError with a loading, runtime or worker code.
 * @throws the signal's reason if aborted.
 */
export type CreateExpressionReader = (options: ReaderOptions) => Promise<ExpressionReader>;
