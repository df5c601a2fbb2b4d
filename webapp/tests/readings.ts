import type { FaceReading, FrameReading } from '../src/vision/index';

/** A face at the given place, reading as `top` of seven with the given share. */
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
    probabilities: [0.05, 0.05, 0.05, 0.7, 0.05, 0.05, 0.05],
    rawProbabilities: [0.05, 0.05, 0.05, 0.7, 0.05, 0.05, 0.05],
    top: 3,
    certainty: 'sure',
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
