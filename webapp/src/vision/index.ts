/**
 * The reader: faces and their apparent expressions, read on the device in a worker. It needs neither
 * React nor this page, and is what the npm package exports.
 *
 * @example
 * const reader = await createReader();
 * const { faces } = await reader.read(document.querySelector('img'));
 * for (const { expression, sure } of faces) console.log(sure ? expression : 'not sure');
 * reader.dispose();
 */
export { createReader } from './reader/createReader';
export { VISION_ERROR_CODES, VisionError, type VisionErrorCode } from './errors';
export {
  EXPRESSIONS,
  FROM_FACE_API,
  FROM_HUMAN,
  isExpression,
  type Expression,
} from './expressions';
export type { Bitmap, PictureSource, Pixels, VideoElement } from './sources';
export { OCCLUSION_CELLS } from './types';
export type {
  BoxPx,
  CropCornersPx,
  CropQuality,
  ExplainOptions,
  ExpressionReader,
  FaceKeypointsPx,
  FaceReading,
  FrameReading,
  LoadProgress,
  MeasuredAccuracy,
  ModelPackage,
  NotSureReason,
  OcclusionMap,
  OfferedModel,
  PackedModel,
  PointPx,
  Probabilities,
  QualityHint,
  ReaderInfo,
  ReaderOptions,
  ReaderSettings,
  ReadOptions,
  TimingsMs,
  WatchOptions,
} from './types';
