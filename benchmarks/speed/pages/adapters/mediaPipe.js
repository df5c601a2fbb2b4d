import { FaceDetector } from '/peers/@mediapipe/tasks-vision/vision_bundle.mjs';

const PACKAGE = '/peers/@mediapipe';

/**
 * MediaPipe Tasks' face detector on its CPU delegate, with the short-range weights that an older
 * package of theirs carries, completed by mediapipe_model.py. It finds faces and names no expression:
 * the models for that are not in npm.
 */
export async function load() {
  const detector = await FaceDetector.createFromOptions(
    {
      wasmLoaderPath: `${PACKAGE}/tasks-vision/wasm/vision_wasm_internal.js`,
      wasmBinaryPath: `${PACKAGE}/tasks-vision/wasm/vision_wasm_internal.wasm`,
    },
    {
      baseOptions: {
        modelAssetPath: '/mediapipe/face_detection_short_range.tflite',
        delegate: 'CPU',
      },
      runningMode: 'IMAGE',
    },
  );
  return {
    about: 'short-range detector alone, CPU delegate',
    tensors: () => Number.NaN,
    async read(canvas) {
      return { labels: detector.detect(canvas).detections.map(() => 'face') };
    },
  };
}
