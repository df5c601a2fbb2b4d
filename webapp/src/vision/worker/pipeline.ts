import type { Classifier } from '../answers/classifier';
import { readInTurn } from '../answers/rereading';
import { cropCorners, cropSidePx, fitSimilarity, rollRadians } from '../crops/crop';
import type { Similarity } from '../crops/crop';
import { cropFromFrame } from '../crops/cropFromFrame';
import type { GrabbedFrame } from '../crops/grabbedFrame';
import { findHints, measureQuality, unreadableBecause } from '../crops/quality';
import { relight } from '../crops/relight';
import type { Expression } from '../expressions';
import type { Detection } from '../faces/detection';
import type { Detector } from '../faces/detector';
import { createFaceFinder } from '../faces/faceFinder';
import { smooth, whereIs } from '../faces/followedFaces';
import { createFollower } from '../faces/follower';
import { createStillFinder } from '../faces/stillFinder';
import type { ExpressionManifest } from '../models/manifest';
import type { FaceReading, FrameReading, Probabilities, ReadProgress, TimingsMs } from '../types';
import { createExplainer, type Explainer } from './explainer';

export interface FrameRequest {
  readonly frameId: number;
  readonly timestampMs: number;
}

/** Options for reading a single picture. */
export interface StillOptions {
  /** Called with what was found so far, at least every 100 ms. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Ends the search early; the faces found so far are still read. */
  readonly isStopped?: () => boolean;
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
  /** The next frame of a stream: faces are followed from frame to frame. */
  read(frame: GrabbedFrame, request: FrameRequest): Promise<FrameReading>;
  /** A single picture, however long that takes. Other tasks may use the thread meanwhile. */
  readStill(
    frame: GrabbedFrame,
    request: FrameRequest,
    options?: StillOptions,
  ): Promise<FrameReading>;
  /** One row of a face's occlusion map (`Explainer`). */
  readonly occlude: Explainer['occlude'];
  /** Sets the time in which probabilities move half way to a new value, from the next frame on. */
  setHalfLife(halfLifeMs: number): void;
  /** Forgets every followed face. */
  reset(): void;
}

/** A face and its id. */
interface NumberedFace extends Detection {
  readonly id: number;
}

/** A face ready to be classified. */
interface CroppedFace {
  readonly face: NumberedFace;
  readonly similarity: Similarity;
  /** As the camera saw it; its quality is measured on this. */
  readonly grey: Uint8Array;
  /** As the network gets it. */
  readonly lit: Uint8Array;
}

/** How often a search reports progress and lets other tasks use the thread. */
const PROGRESS_EVERY_MS = 100;

export function createPipeline(options: PipelineOptions): Pipeline {
  const { detector, classifier, manifest } = options;
  const { labels } = manifest;
  const finder = createFaceFinder(detector, manifest.template);
  const stillFinder = createStillFinder(finder, manifest.template);
  const follower = createFollower(finder);
  let halfLifeMs = options.smoothingHalfLifeMs;
  const explainer = createExplainer(classifier, labels);

  function crop(
    frame: GrabbedFrame,
    face: NumberedFace,
    isStill: boolean,
  ): CroppedFace | undefined {
    const similarity = fitSimilarity(manifest.template, face.keypointsPx);
    if (similarity === undefined) return undefined;
    const grey = cropFromFrame(frame, similarity, isStill);
    return { face, similarity, grey, lit: relight(grey) };
  }

  function describe(
    { face, similarity, grey, lit }: CroppedFace,
    rawProbabilities: readonly number[],
    probabilities: readonly number[],
  ): FaceReading {
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

  function reading(
    frame: GrabbedFrame,
    { frameId, timestampMs }: FrameRequest,
    cropped: readonly CroppedFace[],
    faces: readonly FaceReading[],
    timingsMs: TimingsMs,
  ): FrameReading {
    if (faces.length > 0) {
      explainer.remember(
        faces.map(({ id, expression }, index) => ({
          id,
          expression,
          grey: cropped[index]?.lit ?? new Uint8Array(),
          cropped: cropped[index]?.grey ?? new Uint8Array(),
        })),
      );
    }
    return {
      frameId,
      timestampMs,
      widthPx: frame.widthPx,
      heightPx: frame.heightPx,
      faces,
      timingsMs,
      tensors: options.tensorCount(),
    };
  }

  return {
    async read(frame, request) {
      const { timestampMs } = request;
      const clock = startClock();
      const followed = await follower.find(frame, timestampMs);
      clock.lap('detect');
      const cropped = followed.flatMap((record) => {
        const face = crop(frame, { id: record.id, ...whereIs(record) }, false);
        return face === undefined ? [] : { ...face, record };
      });
      clock.lap('crop');
      await readInTurn(
        classifier,
        cropped.map(({ record, lit }) => ({ face: record, grey: lit })),
      );
      const faces = cropped.map((face) => {
        const raw = face.record.reading?.probabilities ?? [];
        return describe(face, raw, smooth(face.record, halfLifeMs));
      });
      clock.lap('classify');
      return reading(frame, request, cropped, faces, clock.timingsMs());
    },

    async readStill(frame, request, { onProgress, isStopped } = {}) {
      const clock = startClock();
      const cropped: CroppedFace[] = [];
      const faces: FaceReading[] = [];
      let seen = 0;
      const now = () => {
        const found = reading(frame, request, cropped, faces, clock.timingsMs());
        return { ...found, faces: faces.toSorted(byArea) };
      };
      let toldMs = performance.now();
      for await (const { faces: found, share } of stillFinder.search(frame)) {
        clock.lap('detect');
        const fresh = found
          .slice(seen)
          .map((face, index) => crop(frame, { id: seen + index, ...face }, true))
          .filter((face) => face !== undefined);
        seen = found.length;
        clock.lap('crop');
        const raw = await classifier.classify(fresh.map(({ lit }) => lit));
        faces.push(
          ...fresh.map((face, index) => describe(face, raw[index] ?? [], raw[index] ?? [])),
        );
        cropped.push(...fresh);
        clock.lap('classify');
        if (performance.now() - toldMs > PROGRESS_EVERY_MS) {
          onProgress?.({ reading: now(), share });
          // As a task: messages are tasks, and one of them may stop the search.
          await new Promise((resolve) => setTimeout(resolve));
          toldMs = performance.now();
        }
        if (isStopped?.() === true) break;
      }
      return now();
    },

    occlude: (faceId, expression, row) => explainer.occlude(faceId, expression, row),

    setHalfLife: (nextMs) => {
      halfLifeMs = nextMs;
    },
    reset: () => {
      explainer.remember([]);
      follower.reset();
    },
  };
}

/** Keys are in the order of `labels`. */
function byLabel(labels: readonly Expression[], shares: readonly number[]): Probabilities {
  const entries = labels.map((label, index) => [label, shares[index] ?? 0] as const);
  return Object.fromEntries(entries) as Probabilities;
}

/** Largest box first. */
function byArea(a: Pick<Detection, 'boxPx'>, b: Pick<Detection, 'boxPx'>): number {
  return b.boxPx.widthPx * b.boxPx.heightPx - a.boxPx.widthPx * a.boxPx.heightPx;
}

/** Adds up how long each step takes. */
function startClock() {
  const spent = { detect: 0, crop: 0, classify: 0 };
  const startMs = performance.now();
  let lastMs = startMs;
  return {
    lap: (step: keyof typeof spent) => {
      const nowMs = performance.now();
      spent[step] += nowMs - lastMs;
      lastMs = nowMs;
    },
    timingsMs: (): TimingsMs => ({ ...spent, total: lastMs - startMs }),
  };
}
