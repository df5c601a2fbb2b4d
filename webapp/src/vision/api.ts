/** What a reader is asked and does: the package's interface. */

import type { Expression } from './expressions';
import type { Bitmap, BrowserWorker, PictureSource, VideoElement } from './sources';
import type {
  FrameReading,
  LoadProgress,
  OcclusionMap,
  OfferedModel,
  ReaderInfo,
  ReadProgress,
} from './types';

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
   * For a single picture, called every 100 ms with the faces found so far, large ones first.
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
 * It neither changes nor closes the pictures passed to it, and reads them in the order of the calls.
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
   * Covers one part of a face after another and measures how its reading changes. Pictures can be
   * read meanwhile; each waits for at most one row of the map.
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
