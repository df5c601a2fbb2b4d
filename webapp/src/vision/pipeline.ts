import type { Classifier } from './classifier';
import { cropCorners, cropFace, cropSidePx, fitSimilarity, rollRadians } from './crop';
import type { Similarity } from './crop';
import type { Detection } from './detection';
import type { Detector } from './detector';
import type { GrabbedFrame } from './frameGrabber';
import type { ExpressionManifest } from './manifest';
import { findHints, measureQuality } from './quality';
import { createTracker, type TrackedFace } from './tracker';
import type { FaceReading, FrameReading, PointPx } from './types';

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
  readonly manifest: Pick<ExpressionManifest, 'template' | 'notSureBelow'>;
  readonly smoothingHalfLifeMs: number;
  /** Tensors alive now. */
  readonly tensorCount: () => number;
}

/** From a frame's pixels to readings. Plain data in and out; the tensors stay in the runtime. */
export interface Pipeline {
  read(frame: GrabbedFrame, request: FrameRequest): Promise<FrameReading>;
  /** Forgets every followed face. */
  reset(): void;
}

/** A face ready to be classified. */
interface CroppedFace {
  readonly face: TrackedFace;
  readonly similarity: Similarity;
  readonly grey: Uint8Array;
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { detector, classifier, manifest } = options;
  const tracker = createTracker(options.smoothingHalfLifeMs);

  function identify(detections: Detection[], request: FrameRequest): TrackedFace[] {
    return request.mode === 'stream'
      ? tracker.update(detections, request.timestampMs)
      : detections.map((detection, id) => ({ id, ...detection }));
  }

  function crop(frame: GrabbedFrame, face: TrackedFace): CroppedFace | undefined {
    const similarity = fitSimilarity(manifest.template, face.keypointsPx);
    if (similarity === undefined) return undefined;
    const inImage = scaleSimilarity(similarity, frame.imageScale);
    return { face, similarity, grey: cropFace(frame.image(), inImage) };
  }

  function describe(
    { face, similarity, grey }: CroppedFace,
    rawProbabilities: readonly number[],
    mode: ReadMode,
  ): FaceReading {
    const probabilities =
      mode === 'stream' ? tracker.smooth(face.id, rawProbabilities) : rawProbabilities;
    const largest = Math.max(...probabilities);
    const quality = measureQuality(grey, cropSidePx(similarity));
    const roll = rollRadians(similarity);
    const hints = findHints(quality, roll, face.keypointsPx);
    const isBlind = hints.includes('tooDark') || hints.includes('tooSmall');
    return {
      id: face.id,
      boxPx: face.boxPx,
      keypointsPx: face.keypointsPx,
      cropCornersPx: cropCorners(similarity),
      detectionScore: face.score,
      rollRadians: roll,
      probabilities,
      rawProbabilities,
      top: probabilities.indexOf(largest),
      certainty: isBlind || largest < manifest.notSureBelow ? 'notSure' : 'sure',
      quality,
      hints,
    };
  }

  return {
    async read(frame, request) {
      const startMs = performance.now();
      const detections = await detector.detect(frame.square, frame.letterbox);
      const detectedMs = performance.now();
      const cropped = identify(detections.toSorted(byArea), request)
        .map((face) => crop(frame, face))
        .filter((face) => face !== undefined);
      const croppedMs = performance.now();
      const probabilities = await classifier.classify(cropped.map(({ grey }) => grey));
      const faces = cropped.map((face, index) =>
        describe(face, probabilities[index] ?? [], request.mode),
      );
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
    reset: () => {
      tracker.reset();
    },
  };
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
