/**
 * The vocabulary of the vision core. Every coordinate is in pixels of the unmirrored frame that was
 * handed in, with pixel k's centre at k + 0.5. "Right" and "left" are the subject's own.
 */

import type { Expression } from './expressions';
import type { Bitmap, BrowserWorker, PictureSource, VideoElement } from './sources';

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

/** A share for each expression, 0 to 1. */
export type Probabilities = Readonly<Record<Expression, number>>;

/** One face of one frame. */
export interface FaceReading {
  /** Stays the same while the face is followed; never reused. In a still, faces count from 0 as they are found. */
  readonly id: number;
  readonly boxPx: BoxPx;
  readonly keypointsPx: FaceKeypointsPx;
  readonly cropCornersPx: CropCornersPx;
  /** The detector's confidence that this is a face, 0.5 to 1. */
  readonly detectionScore: number;
  /** The head's roll: 0 upright, positive clockwise as seen in the unmirrored frame, -pi to pi. */
  readonly rollRadians: number;
  /** The likeliest of `probabilities`; say it only of a face that is `sure`. */
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
  /** When it was taken, on the clock of `ReadOptions.timestampMs`. */
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

/** An expression model that a reader could have been created with. */
export interface OfferedModel {
  readonly name: string;
  /** Of its files, uncompressed. */
  readonly bytes: number;
  /** How often these files named the label that people had given; undefined if not measured. */
  readonly measured: MeasuredAccuracy | undefined;
  /** Taken where no model is named. */
  readonly isDefault: boolean;
}

/** How far a picture by itself has been read. */
export interface ReadProgress {
  /** The faces that were found so far; they keep their ids. */
  readonly reading: FrameReading;
  /** Of the picture that has been searched, 0 to 1. */
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
  /** A largest probability below this is 'notSure'. */
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
  /** What it is about. */
  readonly expression: Expression;
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
  /** The expression to explain; the face's likeliest unless given. */
  readonly expression?: Expression | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with what there is after each row. */
  readonly onProgress?: ((map: OcclusionMap) => void) | undefined;
}

export interface ReadOptions {
  /**
   * The picture is a stream's next frame: faces keep their ids, and their values are smoothed over
   * time. Without it, each picture is read by itself.
   */
  readonly follow?: boolean | undefined;
  /** When the frame was taken, in ms of one steady clock; `performance.now()` unless given. */
  readonly timestampMs?: number | undefined;
  /** Aborted, a picture by itself is searched no further. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Of a picture by itself, called every tenth of a second with what was found so far: large faces
   * first.
   */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

export interface WatchOptions {
  /** Ends watching. */
  readonly signal?: AbortSignal | undefined;
  /** A frame is about to be read. It is lent for the length of the call. */
  readonly onFrame?: ((frame: Bitmap) => void) | undefined;
  /** A frame could not be read, after so many others in a row. The next one is. */
  readonly onMisread?: ((inARow: number) => void) | undefined;
}

/** What `configure` can change. */
export interface ReaderSettings {
  /** Time in which a face's smoothed probabilities go half way to a new value; 0 switches smoothing off. */
  readonly smoothingHalfLifeMs?: number | undefined;
}

/** A model's folder as one module: its manifest, and its files deflated (RFC 1951) in base64. */
export interface PackedModel {
  readonly manifest: unknown;
  readonly files: Readonly<Record<string, string>>;
}

/** An expression model that comes as a package and is loaded when a reader asks for it. */
export interface ModelPackage {
  readonly name: string;
  readonly load: () => Promise<PackedModel>;
}

export interface ReaderOptions extends ReaderSettings {
  /**
   * The expression model: one that comes as a package, or a name among `models`. The default one
   * unless given.
   */
  readonly model?: ModelPackage | string | undefined;
  /**
   * Folder with `index.json` and the model folders, absolute or relative to the page; the models
   * that come with the package unless given.
   */
  readonly models?: string | URL | undefined;
  /**
   * The worker's script, where it is served apart from the package's other files, or what starts it.
   */
  readonly worker?: string | URL | (() => BrowserWorker) | undefined;
  /** Aborts loading; after the reader is there, use `dispose`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/**
 * Reads the apparent expression of every face in a picture or a film, in a worker of its own.
 *
 * What it is lent, it neither changes nor closes. Pictures are read in the order of the calls.
 */
export interface ExpressionReader {
  readonly info: ReaderInfo;
  /**
   * Reads a picture by itself; with `follow`, the next one of a stream. All of a picture by itself is
   * searched for faces down to 24 px at any tilt: about 1,500 looks for 12 megapixels.
   *
   * @throws VisionError `badFrame`: this picture cannot be read; the reader goes on.
   * @throws VisionError `workerFailed` or `workerHung`: the reader is spent, create a new one.
   * @throws the signal's reason if aborted.
   */
  read(source: PictureSource, options?: ReadOptions): Promise<FrameReading>;
  /**
   * Follows a camera or a film and reads its newest frame, one at a time: a slow device leaves frames
   * out and never falls behind. It rests while the video does, and while the page is hidden. A film
   * has its own clock; moved to another place, its faces are forgotten. It is for others to play it.
   *
   * @param onReading called with each reading
   * @returns a promise that resolves once the signal aborts or the reader is disposed of
   * @throws VisionError if the reader is spent, or five frames in a row were refused and there is no
   * `onMisread`.
   */
  watch(
    video: VideoElement,
    onReading: (reading: FrameReading) => void,
    options?: WatchOptions,
  ): Promise<void>;
  /**
   * Covers one part of a face after the other and tells what that does to its reading. Pictures may
   * be read meanwhile; each waits for a row of the map at most.
   *
   * @param faceId of a face of the newest reading that had any
   * @throws VisionError `faceGone` if it is not among them.
   * @throws VisionError as `read` does.
   * @throws the signal's reason if aborted.
   */
  explain(faceId: number, options?: ExplainOptions): Promise<OcclusionMap>;
  /**
   * Other settings, from the next frame on.
   *
   * @throws VisionError `badOption`
   */
  configure(settings: ReaderSettings): Promise<void>;
  /**
   * The expression models where this one's is from, the default first; their weights are not loaded.
   *
   * @throws VisionError with a loading code.
   */
  models(): Promise<readonly OfferedModel[]>;
  /** Forgets every followed face; for a new camera or a cut in a film. */
  reset(): void;
  /** Ends the worker and frees its memory. Whatever waits is rejected with `disposed`. */
  dispose(): void;
}

/**
 * Gives a reader with its models loaded and warm.
 *
 * @throws VisionError with a loading, runtime or worker code, or `badOption`.
 * @throws the signal's reason if aborted.
 */
export type CreateReader = (options?: ReaderOptions) => Promise<ExpressionReader>;
