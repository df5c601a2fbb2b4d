import * as faceapi from '/peers/@vladmandic/face-api/dist/face-api.esm.js';

/**
 * face-api with its smaller detector and its expressions, on WebAssembly: its README names the back
 * end, its options the input side.
 */
export async function load({ inputSize = 320 }) {
  faceapi.tf.setWasmPaths('/peers/@tensorflow/tfjs-backend-wasm/dist/');
  await faceapi.tf.setBackend('wasm');
  await faceapi.tf.ready();
  const models = '/peers/@vladmandic/face-api/model';
  await Promise.all([
    faceapi.nets.tinyFaceDetector.loadFromUri(models),
    faceapi.nets.faceExpressionNet.loadFromUri(models),
  ]);
  const options = new faceapi.TinyFaceDetectorOptions({ inputSize });
  return {
    about: `tiny detector ${inputSize}, ${faceapi.tf.getBackend()}`,
    tensors: () => faceapi.tf.memory().numTensors,
    async read(canvas) {
      const faces = await faceapi.detectAllFaces(canvas, options).withFaceExpressions();
      return { labels: faces.map(({ expressions }) => expressions.asSortedArray()[0].expression) };
    },
  };
}
