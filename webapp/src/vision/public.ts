/** The package's exports besides `createReader`. */
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
  CreateReader,
  ExplainOptions,
  ExpressionReader,
  ModelPackage,
  PackedModel,
  ReaderOptions,
  ReaderSettings,
  ReadOptions,
  WatchOptions,
} from './api';
export type {
  BoxPx,
  CropCornersPx,
  CropQuality,
  FaceKeypointsPx,
  FaceReading,
  FrameReading,
  LoadProgress,
  MeasuredAccuracy,
  NotSureReason,
  OcclusionMap,
  OfferedModel,
  PointPx,
  Probabilities,
  QualityHint,
  ReaderInfo,
  ReadProgress,
  TimingsMs,
} from './types';
