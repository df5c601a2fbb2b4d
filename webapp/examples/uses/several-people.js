/** Everybody before the camera, each with a number and a colour that follow the face. */
import { createReader } from '../index.js';

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
  Object.assign(pen, { shadowColor: 'black', shadowBlur: 6 });
  const people = faces.map(({ id, boxPx, sure, expression }) => {
    const words = `${id}: ${sure ? expression : 'not sure'}`;
    pen.strokeStyle = pen.fillStyle = `hsl(${(137 * id) % 360} 90% 70%)`;
    pen.strokeRect(boxPx.xPx, boxPx.yPx, boxPx.widthPx, boxPx.heightPx);
    pen.fillText(words, boxPx.xPx, boxPx.yPx - 10);
    return { id, words };
  });
  // By number, so that nobody changes places when another one comes nearer.
  people.sort((one, other) => one.id - other.id);
  show(people.map(({ words }) => words).join(', ') || 'No face in sight.');
}

function show(text, action = button.textContent) {
  // The same words again would be read out again.
  if (output.textContent !== text) output.textContent = text;
  button.textContent = action;
}
