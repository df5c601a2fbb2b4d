/**
 * The vision core: faces and their apparent expressions, read on the device in a worker. It needs
 * neither React nor this page.
 *
 * @example
 * const reader = await createExpressionReader({ modelsUrl: '/models/' });
 * const reading = await reader.read(await createImageBitmap(video));
 * for (const face of reading.faces) {
 *   console.log(face.id, reader.info.labels[face.top], face.certainty);
 * }
 * reader.dispose();
 */
export { createExpressionReader } from './worker/client';
export { VISION_ERROR_CODES, VisionError, type VisionErrorCode } from './errors';
export { listModels, type OfferedModel } from './models/listModels';
export { OCCLUSION_CELLS } from './types';
export type {
  BoxPx,
  CreateExpressionReader,
  CropCornersPx,
  CropQuality,
  ExplainOptions,
  ExpressionReader,
  FaceKeypointsPx,
  FaceReading,
  FrameReading,
  LoadProgress,
  MeasuredAccuracy,
  NotSureReason,
  OcclusionMap,
  PointPx,
  QualityHint,
  ReaderInfo,
  ReaderOptions,
  ReadOptions,
  TimingsMs,
  TransferableFrame,
} from './types';
