import { createFrameGrabber } from '../../src/vision/frameGrabber';
import { loadPipeline } from '../../src/vision/loadPipeline';
import type { ReadMode } from '../../src/vision/pipeline';
import type { FaceReading } from '../../src/vision/types';
import { BUNDLED_WASM } from '../../src/vision/wasmFiles';

/** Frames as a folder's frames.json lists them. */
export interface FramesJob {
  /** An expression model; the index's default unless given. */
  readonly model?: string;
  readonly mode: ReadMode;
  readonly frames: readonly { readonly file: string; readonly timestampMs: number }[];
}

/** A face with its pixels: 48 x 48 grey levels as the camera saw it, and as the network got it. */
export interface ReadFace extends FaceReading {
  readonly cropped: readonly number[];
  readonly grey: readonly number[];
}

declare global {
  var readFrames: (job: FramesJob) => Promise<ReadFace[][]>;
  var lookAt: (file: string) => Promise<Record<string, number[]>>;
}

globalThis.readFrames = async ({ model, mode, frames }) => {
  const { pipeline } = await loadPipeline({
    modelsUrl: new URL('models/', location.href).href,
    model,
    backend: 'wasm',
    wasm: BUNDLED_WASM,
    smoothingHalfLifeMs: 0,
    onProgress: () => undefined,
  });
  const grabber = createFrameGrabber();
  const readings: ReadFace[][] = [];
  for (const [frameId, { file, timestampMs }] of frames.entries()) {
    const response = await fetch(`frames/${file}`);
    const bitmap = await createImageBitmap(await response.blob());
    const { faces } = await pipeline.read(grabber.grab(bitmap), { frameId, timestampMs, mode });
    bitmap.close();
    const read: ReadFace[] = [];
    for (const face of faces) {
      const { cropped, grey } = await pipeline.occlude(face.id, undefined, 0);
      read.push({ ...face, cropped: [...cropped], grey: [...grey] });
    }
    readings.push(read);
  }
  return readings;
};
globalThis.lookAt = async (file) => {
  const grabber = createFrameGrabber();
  const response = await fetch(`frames/${file}`);
  const bitmap = await createImageBitmap(await response.blob());
  const frame = grabber.grab(bitmap);
  const square = [...frame.square.data];
  const turned = [...frame.turned([{zRealPx: 230, zImaginaryPx: 60, centre: [0.5, 0.5], originPx: {xPx: 220.3, yPx: 150.7}}]).data];
  const turned2 = [...frame.turned([{zRealPx: 70, zImaginaryPx: -20, centre: [0.25, 0.25], originPx: {xPx: 220.3, yPx: 150.7}}, {zRealPx: 500, zImaginaryPx: 0, centre: [0.75, 0.25], originPx: {xPx: 100, yPx: 150.7}}]).data];
  const part = [...frame.turned([{zRealPx: 256, zImaginaryPx: 0, centre: [0, 0], originPx: {xPx: 10, yPx: 20}}]).data];
  const image = [...frame.image().data];
  return { square, turned, turned2, part, image };
};
