import * as faceapi from '/peers/@vladmandic/face-api/dist/face-api.esm.js';

/** More than a still has. */
const MOST_FACES = 100;

/**
 * face-api with one of its detectors and its expressions, on WebAssembly: its README names the back
 * end, its options the smaller detector's input side.
 */
export async function load({ inputSize = 320, isLarge = false }) {
  faceapi.tf.setWasmPaths('/peers/@tensorflow/tfjs-backend-wasm/dist/');
  await faceapi.tf.setBackend('wasm');
  await faceapi.tf.ready();
  const models = '/peers/@vladmandic/face-api/model';
  await Promise.all([
    (isLarge ? faceapi.nets.ssdMobilenetv1 : faceapi.nets.tinyFaceDetector).loadFromUri(models),
    faceapi.nets.faceExpressionNet.loadFromUri(models),
  ]);
  const options = isLarge
    ? new faceapi.SsdMobilenetv1Options({ maxResults: MOST_FACES })
    : new faceapi.TinyFaceDetectorOptions({ inputSize });
  return {
    about: `${isLarge ? 'SSD' : `tiny detector ${inputSize}`}, ${faceapi.tf.getBackend()}`,
    tensors: () => faceapi.tf.memory().numTensors,
    async read(canvas) {
      const faces = await faceapi.detectAllFaces(canvas, options).withFaceExpressions();
      return { labels: faces.map(({ expressions }) => expressions.asSortedArray()[0].expression) };
    },
    async find(canvas) {
      const faces = await faceapi.detectAllFaces(canvas, options).withFaceExpressions();
      return faces.map(({ detection: { box } }) => ({
        x: box.x,
        y: box.y,
        width: box.width,
        height: box.height,
      }));
    },
  };
}
