/** Mien's vision core in a page of its own, without framework or bundler: see docs/embedding.md. */
import { createExpressionReader, VisionError } from '../../dist-core/mien.js';

const modelsUrl = new URL('../../dist-core/models/', import.meta.url).href;
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
    reader ??= await createExpressionReader({ modelsUrl, signal });
    reader.reset();
    while (!signal.aborted) await readFrame(signal);
  } catch (error) {
    if (signal.aborted) return;
    turnOff();
    show(String(error), 'Try again');
  }
}

/** Reads the camera's next frame; those that come meanwhile are left out. */
async function readFrame(signal) {
  await new Promise((resolve) => {
    signal.onabort = resolve;
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });
  let reading;
  try {
    reading = await reader.read(await createImageBitmap(video), { signal });
  } catch (error) {
    // Anything else costs this frame alone; these codes mean that the reader will read no more.
    if (!(error instanceof VisionError) || ['busy', 'badFrame'].includes(error.code)) return;
    reader.dispose();
    reader = undefined;
    throw error;
  }
  draw(reading);
}

function draw({ widthPx, heightPx, faces }) {
  Object.assign(canvas, { width: widthPx, height: heightPx });
  const pen = canvas.getContext('2d');
  pen.lineWidth = 4;
  pen.font = '28px sans-serif';
  pen.strokeStyle = pen.fillStyle = 'gold';
  const names = faces.map(({ boxPx, certainty, top }) => {
    const name = certainty === 'sure' ? reader.info.labels[top] : 'not sure';
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
