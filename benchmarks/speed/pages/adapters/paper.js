import * as faceapi from '/peers/@vladmandic/face-api/dist/face-api.esm.js';
import { loadScript } from './loadScript.js';

const WASM_FOLDER = '/peers/@tensorflow/tfjs-backend-wasm/dist/';
const SIDE_PX = 48;

/**
 * The design of the paper's own page: face-api's tiny detector, then the five-layer network as a
 * float32 layers model in whole TF.js, for the first face. It is built here from today's packages,
 * on WebAssembly, without the JPEG screenshot and the endless tensors of the original.
 */
export async function load({ inputSize = 320 }) {
  faceapi.tf.setWasmPaths(WASM_FOLDER);
  await faceapi.tf.setBackend('wasm');
  await faceapi.tf.ready();
  await faceapi.nets.tinyFaceDetector.loadFromUri('/peers/@vladmandic/face-api/model');
  await loadScript('/peers/@tensorflow/tfjs/dist/tf.min.js');
  await loadScript('/peers/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js');
  const { tf } = globalThis;
  tf.wasm.setWasmPaths(WASM_FOLDER);
  await tf.setBackend('wasm');
  const model = await tf.loadLayersModel('/paper/model.json');
  const options = new faceapi.TinyFaceDetectorOptions({ inputSize });
  const crop = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  crop.canvas.width = SIDE_PX;
  crop.canvas.height = SIDE_PX;
  return {
    about: `tiny detector ${inputSize}, five-layer float32, ${tf.getBackend()}`,
    tensors: () => tf.memory().numTensors + faceapi.tf.memory().numTensors,
    async read(canvas) {
      const faces = await faceapi.detectAllFaces(canvas, options);
      if (faces.length === 0) return { labels: [] };
      const { x, y, width, height } = faces[0].box;
      crop.drawImage(canvas, x, y, width, height, 0, 0, SIDE_PX, SIDE_PX);
      const answer = tf.tidy(() =>
        model.predict(tf.browser.fromPixels(crop.canvas).mean(2).expandDims(2).expandDims(0)),
      );
      const values = await answer.data();
      answer.dispose();
      return { labels: [values.indexOf(Math.max(...values))] };
    },
  };
}
