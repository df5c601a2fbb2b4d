import { BUNDLED_KERNELS } from '../../src/vision/compute/kernelFiles';
import { createFrameGrabber } from '../../src/vision/crops/frameGrabber';
import type { FaceReading } from '../../src/vision/types';
import { loadPipeline } from '../../src/vision/worker/loadPipeline';
import type { ReadMode } from '../../src/vision/worker/protocol';

/** What a folder's frames.json asks for. */
export interface FramesJob {
  /** An expression model; the index's default unless given. */
  readonly model?: string;
  readonly mode: ReadMode;
  readonly frames: readonly { readonly file: string; readonly timestampMs: number }[];
}

/** A face with its pixels as the camera saw it: 48 x 48 grey levels, row by row. */
export interface ReadFace extends FaceReading {
  readonly cropped: readonly number[];
}

declare global {
  var readFrames: (job: FramesJob) => Promise<ReadFace[][]>;
}

globalThis.readFrames = async ({ model, mode, frames }) => {
  const { pipeline } = await loadPipeline({
    models: { url: new URL('models/', location.href).href },
    model,
    kernels: BUNDLED_KERNELS,
    smoothingHalfLifeMs: 0,
    onProgress: () => undefined,
  });
  const grabber = createFrameGrabber();
  const readings: ReadFace[][] = [];
  for (const [frameId, { file, timestampMs }] of frames.entries()) {
    const response = await fetch(`frames/${file}`);
    const bitmap = await createImageBitmap(await response.blob());
    const [frame, request] = [grabber.grab(bitmap), { frameId, timestampMs }];
    const { faces } = await (mode === 'stream'
      ? pipeline.read(frame, request)
      : pipeline.readStill(frame, request));
    bitmap.close();
    const told: ReadFace[] = [];
    for (const face of faces) {
      const { face: explained } = await pipeline.occlude(face.id, undefined, 0);
      told.push({ ...face, cropped: [...(explained?.cropped ?? [])] });
    }
    readings.push(told);
  }
  return readings;
};
