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

export interface ExplainOptions {
  /** The expression to explain; by default the face's likeliest. */
  readonly expression?: Expression | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the map so far after each row. */
  readonly onProgress?: ((map: OcclusionMap) => void) | undefined;
}

export interface ReadOptions {
  /**
   * The picture is a stream's next frame: faces keep their ids, and their values are smoothed over
   * time. Without it, the picture is read as a single one.
   */
  readonly follow?: boolean | undefined;
  /** When the frame was taken, in ms of one steady clock; by default `performance.now()`. */
  readonly timestampMs?: number | undefined;
  /** Ends the search of a single picture. */
  readonly signal?: AbortSignal | undefined;
  /**
   * For a single picture, called every 100 ms with what was found so far: large faces first.
   */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

export interface WatchOptions {
  /** Ends watching. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each frame before it is read; valid only during the call. */
  readonly onFrame?: ((frame: Bitmap) => void) | undefined;
  /** Called if a frame could not be read, with the number of failures in a row; the next one is tried. */
  readonly onMisread?: ((inARow: number) => void) | undefined;
}

/** What `configure` can change. */
export interface ReaderSettings {
  /** Time in which smoothed probabilities move half way to a new value; 0 switches smoothing off. */
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
   * The expression model: a package, or a name among `models`; by default the default model.
   */
  readonly model?: ModelPackage | string | undefined;
  /**
   * Folder with `index.json` and the model folders, absolute or relative to the page; by default the
   * models in the package.
   */
  readonly models?: string | URL | undefined;
  /**
   * The worker's script, if it is served separately from the package, or a function that starts it.
   */
  readonly worker?: string | URL | (() => BrowserWorker) | undefined;
  /** Aborts loading; once the reader exists, use `dispose`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/**
 * Reads the apparent expression of every face in a picture or a video, in its own worker.
 *
 * It neither changes nor closes the pictures that it gets, and reads them in the order of the calls.
 */
export interface ExpressionReader {
  readonly info: ReaderInfo;
  /**
   * Reads a single picture; with `follow`, the next one of a stream. A single picture is searched for
   * faces down to 24 px at any tilt: the detector runs about 1,500 times on 12 megapixels.
   *
   * @throws VisionError `badFrame`: this picture cannot be read; the reader still works.
   * @throws VisionError `workerFailed` or `workerHung`: the reader is unusable, create a new one.
   * @throws the signal's reason if aborted.
   */
  read(source: PictureSource, options?: ReadOptions): Promise<FrameReading>;
  /**
   * Follows a camera or a video and reads its newest frame, one at a time: a slow device skips frames
   * and never falls behind. It rests while the video is paused or the page is hidden. A video file has
   * its own clock; after a seek, its faces are forgotten. The caller plays the video.
   *
   * @param onReading called with each reading
   * @returns a promise that resolves once the signal aborts or the reader is disposed
   * @throws VisionError if the reader is unusable, or five frames in a row failed without an
   * `onMisread`.
   */
  watch(
    video: VideoElement,
    onReading: (reading: FrameReading) => void,
    options?: WatchOptions,
  ): Promise<void>;
  /**
   * Covers one part of a face after the other and measures how its reading changes. Pictures may be
   * read meanwhile; each waits for one row of the map at most.
   *
   * @param faceId of a face in the newest reading that had any
   * @throws VisionError `faceGone` if it is not among them.
   * @throws VisionError as `read` does.
   * @throws the signal's reason if aborted.
   */
  explain(faceId: number, options?: ExplainOptions): Promise<OcclusionMap>;
  /**
   * Changes settings from the next frame on.
   *
   * @throws VisionError `badOption`
   */
  configure(settings: ReaderSettings): Promise<void>;
  /**
   * The available expression models, the default first; their weights are not loaded.
   *
   * @throws VisionError with a loading code.
   */
  models(): Promise<readonly OfferedModel[]>;
  /** Forgets every followed face; for a new camera or a cut in a video. */
  reset(): void;
  /** Ends the worker and frees its memory. Pending calls are rejected with `disposed`. */
  dispose(): void;
}

/**
 * Creates a reader with its models loaded and warm.
 *
 * @throws VisionError with a loading, runtime or worker code, or `badOption`.
 * @throws the signal's reason if aborted.
 */
export type CreateReader = (options?: ReaderOptions) => Promise<ExpressionReader>;
