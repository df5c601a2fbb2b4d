import {
  EXPRESSIONS,
  type Expression,
  type FaceReading,
  type FrameReading,
  type Probabilities,
} from '../src/vision/index';

/** An expression at 70 %, the others at 5. */
export function shares(expression: Expression): Probabilities {
  const entries = EXPRESSIONS.map((name) => [name, name === expression ? 0.7 : 0.05] as const);
  return Object.fromEntries(entries) as Probabilities;
}

/** A face at the given place, read as happy at 70 %. */
export function faceReading(overrides: Partial<FaceReading> = {}): FaceReading {
  const point = { xPx: 0, yPx: 0 };
  return {
    id: 1,
    boxPx: { xPx: 100, yPx: 50, widthPx: 80, heightPx: 80 },
    keypointsPx: {
      rightEye: point,
      leftEye: point,
      noseTip: point,
      mouthCentre: point,
      rightEarTragion: point,
      leftEarTragion: point,
    },
    cropCornersPx: [point, point, point, point],
    detectionScore: 0.9,
    rollRadians: 0,
    expression: 'happy',
    probabilities: shares('happy'),
    rawProbabilities: shares('happy'),
    sure: true,
    notSureBecause: undefined,
    quality: { sidePx: 100, meanGrey: 120, contrast: 50, sharpness: 0.5, noise: 4 },
    hints: [],
    ...overrides,
  };
}

export function frameReading(
  faces: readonly FaceReading[],
  overrides: Partial<FrameReading> = {},
): FrameReading {
  return {
    frameId: 1,
    timestampMs: 0,
    widthPx: 640,
    heightPx: 480,
    faces,
    timingsMs: { detect: 1, crop: 1, classify: 1, total: 3 },
    tensors: 100,
    ...overrides,
  };
}
