import * as faceapi from '/peers/@vladmandic/face-api/dist/face-api.esm.js';

const [video, output] = document.querySelectorAll('video, output');
await faceapi.nets.tinyFaceDetector.loadFromUri('/peers/@vladmandic/face-api/model');
await faceapi.nets.faceExpressionNet.loadFromUri('/peers/@vladmandic/face-api/model');
const options = new faceapi.TinyFaceDetectorOptions();
const look = async () => {
  const face = await faceapi.detectSingleFace(video, options).withFaceExpressions();
  output.textContent = face?.expressions.asSortedArray()[0].expression ?? '';
  requestAnimationFrame(look);
};
look();
