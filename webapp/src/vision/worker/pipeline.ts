import type { Classifier } from '../answers/classifier';
import { occludeRow } from '../answers/occlusion';
import { createRememberingClassifier } from '../answers/rereading';
import {
  cropArea,
  cropCorners,
  cropFace,
  cropSidePx,
  fitSimilarity,
  inArea,
  rollRadians,
} from '../crops/crop';
import type { Similarity } from '../crops/crop';
import type { GrabbedFrame } from '../crops/grabbedFrame';
import { findHints, measureQuality, unreadableBecause } from '../crops/quality';
import { relight } from '../crops/relight';
import { VisionError } from '../errors';
import type { Expression } from '../expressions';
import type { Detection } from '../faces/detection';
import type { Detector } from '../faces/detector';
import { createFaceFinder, withOthers } from '../faces/faceFinder';
import { createFollower } from '../faces/follower';
import { createTracker, type TrackedFace } from '../faces/tracker';
import type { ExpressionManifest } from '../models/manifest';
import type { FaceReading, FrameReading, OcclusionMap, PointPx, Probabilities } from '../types';

/** 'stream' follows faces from frame to frame; 'still' reads a picture by itself. */
export type ReadMode = 'stream' | 'still';

export interface FrameRequest {
  readonly frameId: number;
  readonly timestampMs: number;
  readonly mode: ReadMode;
}

export interface PipelineOptions {
  readonly detector: Detector;
  readonly classifier: Classifier;
  readonly manifest: Pick<ExpressionManifest, 'labels' | 'template' | 'notSureBelow'>;
  readonly smoothingHalfLifeMs: number;
  /** Tensors alive now. */
  readonly tensorCount: () => number;
}

/** From a frame's pixels to readings. Plain data in and out; the tensors stay in the runtime. */
export interface Pipeline {
  read(frame: GrabbedFrame, request: FrameRequest): Promise<FrameReading>;
  /**
   * One row of a face's occlusion map.
   *
   * @param row 0 takes the face from the newest reading that had faces, and gives it; later rows stay
   * with it.
   * @throws VisionError `faceGone` if it is not there.
   */
  occlude(faceId: number, expression: Expression | undefined, row: number): Promise<OccludedRow>;
  /** From the next frame on, probabilities go half way to a new value in so long. */
  setHalfLife(halfLifeMs: number): void;
  /** Forgets every followed face. */
  reset(): void;
}

/** A row of a face's occlusion map; what it is about comes with the first. */
export interface OccludedRow {
  readonly falls: readonly number[];
  readonly face: Omit<OcclusionMap, 'falls'> | undefined;
}

/** A face as it went through the network. */
interface ClassifiedFace {
  readonly id: number;
  /** 48 x 48 grey levels, relit. */
  readonly grey: Uint8Array;
  readonly cropped: Uint8Array;
  readonly expression: Expression;
}

/** A face whose map is made, as it was when that began. */
interface ExplainedFace extends ClassifiedFace {
  /** With nothing covered. */
  readonly probabilities: readonly number[];
}

/** Maps that are given up midway make room for others. */
const EXPLAINED_AT_ONCE = 8;

/** A face ready to be classified. */
interface CroppedFace {
  readonly face: TrackedFace;
  readonly similarity: Similarity;
  /** As the camera saw it: this is what its quality is measured on. */
  readonly grey: Uint8Array;
  /** As the network gets it. */
  readonly lit: Uint8Array;
}

/**
 * A picture of so many pixels is looked at in parts even if a face was found. A look at the whole
 * misses a fifth of the faces that are a fifth of its side, here 190 px, and most smaller ones
 * (docs/framing): others may stand behind.
 */
const GROUP_SIDE_PX = 960;

export function createPipeline(options: PipelineOptions): Pipeline {
  const { detector, classifier, manifest } = options;
  const { labels } = manifest;
  const finder = createFaceFinder(detector, manifest.template);
  const follower = createFollower(finder);
  const tracker = createTracker(options.smoothingHalfLifeMs);
  const remembering = createRememberingClassifier(classifier);
  let newest: readonly ClassifiedFace[] = [];
  let explained: readonly ExplainedFace[] = [];

  async function find(frame: GrabbedFrame, { mode, timestampMs }: FrameRequest) {
    if (mode === 'stream') return follower.find(frame, timestampMs);
    let faces = await finder.refined(frame, await finder.everywhere(frame));
    if (faces.length > 0 && Math.max(frame.widthPx, frame.heightPx) < GROUP_SIDE_PX) return faces;
    for (let part = 0; part < finder.partCount(frame); part += 1) {
      faces = withOthers(faces, await finder.inPart(frame, part));
    }
    return faces;
  }

  function identify(detections: Detection[], request: FrameRequest): TrackedFace[] {
    return request.mode === 'stream'
      ? tracker.update(detections, request.timestampMs)
      : detections.map((detection, id) => ({ id, ...detection }));
  }

  function crop(frame: GrabbedFrame, face: TrackedFace): CroppedFace | undefined {
    const similarity = fitSimilarity(manifest.template, face.keypointsPx);
    if (similarity === undefined) return undefined;
    const inImage = scaleSimilarity(similarity, frame.imageScale);
    const area = cropArea(inImage, frame.imageWidthPx, frame.imageHeightPx);
    const grey = cropFace(frame.image(area), inArea(inImage, area));
    return { face, similarity, grey, lit: relight(grey) };
  }

  function classify(
    cropped: readonly CroppedFace[],
    { mode, timestampMs }: FrameRequest,
  ): Promise<(readonly number[])[]> {
    if (mode === 'still') return classifier.classify(cropped.map(({ lit }) => lit));
    const faces = cropped.map(({ face, lit }) => ({ id: face.id, grey: lit }));
    return remembering.classify(faces, timestampMs);
  }

  function describe(
    { face, similarity, grey, lit }: CroppedFace,
    rawProbabilities: readonly number[],
    mode: ReadMode,
  ): FaceReading {
    const probabilities =
      mode === 'stream' ? tracker.smooth(face.id, rawProbabilities) : rawProbabilities;
    const largest = Math.max(...probabilities);
    const quality = measureQuality(grey, lit, cropSidePx(similarity));
    const roll = rollRadians(similarity);
    const hints = findHints(quality, roll, face.keypointsPx);
    const notSureBecause =
      unreadableBecause(quality) ??
      (largest < manifest.notSureBelow ? 'lowProbability' : undefined);
    return {
      id: face.id,
      boxPx: face.boxPx,
      keypointsPx: face.keypointsPx,
      cropCornersPx: cropCorners(similarity),
      detectionScore: face.score,
      rollRadians: roll,
      expression: labels[probabilities.indexOf(largest)] ?? 'neutral',
      probabilities: byLabel(labels, probabilities),
      rawProbabilities: byLabel(labels, rawProbabilities),
      sure: notSureBecause === undefined,
      notSureBecause,
      quality,
      hints,
    };
  }

  /** A face of the newest reading, read with nothing covered. */
  async function lookAt(faceId: number): Promise<ExplainedFace> {
    const face = newest.find(({ id }) => id === faceId);
    if (face === undefined) throw gone(faceId);
    const [probabilities = []] = await classifier.classify([face.grey]);
    return { ...face, probabilities };
  }

  return {
    async read(frame, request) {
      const startMs = performance.now();
      const detections = await find(frame, request);
      const detectedMs = performance.now();
      const cropped = identify(detections.toSorted(byArea), request)
        .map((face) => crop(frame, face))
        .filter((face) => face !== undefined);
      const croppedMs = performance.now();
      const probabilities = await classify(cropped, request);
      const faces = cropped.map((face, index) =>
        describe(face, probabilities[index] ?? [], request.mode),
      );
      if (faces.length > 0) {
        newest = faces.map(({ id, expression }, index) => ({
          id,
          expression,
          grey: cropped[index]?.lit ?? new Uint8Array(),
          cropped: cropped[index]?.grey ?? new Uint8Array(),
        }));
      }
      const endMs = performance.now();
      return {
        frameId: request.frameId,
        timestampMs: request.timestampMs,
        widthPx: frame.widthPx,
        heightPx: frame.heightPx,
        faces,
        timingsMs: {
          detect: detectedMs - startMs,
          crop: croppedMs - detectedMs,
          classify: endMs - croppedMs,
          total: endMs - startMs,
        },
        tensors: options.tensorCount(),
      };
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
    setHalfLife: (halfLifeMs) => {
      tracker.setHalfLife(halfLifeMs);
    },
    reset: () => {
      newest = [];
      remembering.reset();
      follower.reset();
      tracker.reset();
    },
  };
}

function gone(faceId: number): VisionError {
  return new VisionError('faceGone', `expected a face of the newest reading, got ${faceId}.`);
}

/** Keys come in the order of `labels`. */
function byLabel(labels: readonly Expression[], shares: readonly number[]): Probabilities {
  const entries = labels.map((label, index) => [label, shares[index] ?? 0] as const);
  return Object.fromEntries(entries) as Probabilities;
}

/** Largest box first. */
function byArea(a: Detection, b: Detection): number {
  return b.boxPx.widthPx * b.boxPx.heightPx - a.boxPx.widthPx * a.boxPx.heightPx;
}

/** The same crop in an image that shows the frame `scale` times as large. */
function scaleSimilarity(similarity: Similarity, scale: number): Similarity {
  const scalePoint = ({ xPx, yPx }: PointPx) => ({ xPx: xPx * scale, yPx: yPx * scale });
  return {
    zRealPx: similarity.zRealPx * scale,
    zImaginaryPx: similarity.zImaginaryPx * scale,
    centre: similarity.centre,
    originPx: scalePoint(similarity.originPx),
  };
}
