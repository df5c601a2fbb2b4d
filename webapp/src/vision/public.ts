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
  BoxPx,
  CreateReader,
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
  ReadProgress,
  TimingsMs,
  WatchOptions,
} from './types';
