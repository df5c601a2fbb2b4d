import { VisionError } from '../vision/index';

/** What a reader ended with. */
export function failureOf(error: unknown): VisionError {
  return error instanceof VisionError ? error : new VisionError('workerFailed', String(error));
}
