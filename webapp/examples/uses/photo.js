/** Everybody in a photo: a mark on each face, and a line with what was read. */
import { createReader } from '../index.js';

const [input, output, canvas] = document.querySelectorAll('input, output, canvas');
let reader;
let newest;

input.addEventListener('change', () => read(input.files[0]));
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  read(event.dataTransfer.files[0]);
});

async function read(file) {
  if (file === undefined) return;
  newest?.abort();
  newest = new AbortController();
  const { signal } = newest;
  output.textContent = 'Reading…';
  try {
    reader ??= await createReader();
    const picture = await createImageBitmap(file);
    // A large photo takes seconds; its largest faces come first.
    const onProgress = ({ reading }) => draw(picture, reading.faces);
    const { faces } = await reader.read(picture, { signal, onProgress });
    draw(picture, faces);
    output.textContent = faces.map(inWords).join('\n') || 'no face found';
  } catch (error) {
    if (!signal.aborted) output.textContent = error.message;
  }
}

function inWords({ expression, sure, probabilities }, at) {
  const percent = Math.round(100 * probabilities[expression]);
  return `${at + 1}: ${sure ? `${expression}, ${percent} %` : 'not sure'}`;
}

function draw(picture, faces) {
  Object.assign(canvas, { width: picture.width, height: picture.height });
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0);
  Object.assign(pen, { shadowColor: 'black', shadowBlur: 6 });
  faces.forEach(({ boxPx: { xPx, yPx, widthPx, heightPx } }, at) => {
    pen.lineWidth = widthPx / 40;
    pen.font = `${widthPx / 4}px sans-serif`;
    pen.strokeStyle = pen.fillStyle = 'gold';
    pen.strokeRect(xPx, yPx, widthPx, heightPx);
    pen.fillText(at + 1, xPx, yPx - widthPx / 20);
  });
}
