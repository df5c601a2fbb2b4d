/** Mien's vision core in a page of its own, without framework or bundler: see docs/embedding.md. */
import { createReader } from '../../dist-package/reader/index.js';

const [button, output, video, canvas] = document.querySelectorAll('button, output, video, canvas');
let reader; // loaded by the first click and kept
let turnOff; // undefined while the camera is off

button.addEventListener('click', () => (turnOff ? turnOff() : turnOn()));
document.addEventListener('visibilitychange', () => document.hidden && turnOff?.());

async function turnOn() {
  const off = new AbortController();
  const { signal } = off;
  turnOff = () => off.abort();
  show('Opening the camera…', 'Turn the camera off');
  signal.addEventListener('abort', () => {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    turnOff = undefined;
    canvas.width = 0;
    show('The camera is off.', 'Turn the camera on');
  });
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' } });
    if (signal.aborted) return stream.getTracks().forEach((track) => track.stop());
    stream.getVideoTracks()[0].addEventListener('ended', turnOff);
    video.srcObject = stream;
    await video.play();
    reader ??= await createReader({ signal });
    reader.reset();
    await reader.watch(video, draw, { signal });
  } catch (error) {
    if (signal.aborted) return;
    // It may be the reader that reads no more: the next click makes a new one.
    reader?.dispose();
    reader = undefined;
    turnOff();
    show(String(error), 'Try again');
  }
}

function draw({ widthPx, heightPx, faces }) {
  Object.assign(canvas, { width: widthPx, height: heightPx });
  const pen = canvas.getContext('2d');
  pen.lineWidth = 4;
  pen.font = '28px sans-serif';
  pen.strokeStyle = pen.fillStyle = 'gold';
  const names = faces.map(({ boxPx, sure, expression }) => {
    const name = sure ? expression : 'not sure';
    pen.strokeRect(boxPx.xPx, boxPx.yPx, boxPx.widthPx, boxPx.heightPx);
    pen.fillText(name, boxPx.xPx, boxPx.yPx - 10);
    return name;
  });
  show(names.join(', ') || 'No face in sight.');
}

function show(text, action = button.textContent) {
  // The same words again would be read out again.
  if (output.textContent !== text) output.textContent = text;
  button.textContent = action;
}
