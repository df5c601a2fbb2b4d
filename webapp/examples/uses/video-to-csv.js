/** A video as a table: one row for each face, ten times a second of the video. */
import { createReader, EXPRESSIONS } from '../index.js';

const STEP_MS = 100;
const COLUMNS = ['time_ms', 'face_id', 'left', 'top', 'width', 'height', 'shown'];

const [input, output, link, video] = document.querySelectorAll('input, output, a, video');
let reader;

input.addEventListener('change', async () => {
  const [file] = input.files;
  if (file === undefined) return;
  input.disabled = link.hidden = true;
  output.textContent = 'Loading…';
  try {
    reader ??= await createReader();
    reader.reset();
    const rows = [[...COLUMNS, ...EXPRESSIONS.map((name) => `p_${name}`)]];
    const durationMs = await open(file);
    for (let ms = 0; ms < durationMs; ms += STEP_MS) {
      video.currentTime = ms / 1000;
      await happens('seeked');
      const { faces } = await reader.read(video, { follow: true, timestampMs: ms });
      rows.push(...faces.map((face) => rowOf(ms, face)));
      output.textContent = `${Math.round((100 * ms) / durationMs)} %`;
    }
    const csv = rows.map((row) => `${row.join(',')}\r\n`).join('');
    link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
    link.download = file.name.replace(/(\.\w+)?$/, '.csv');
    link.hidden = false;
    output.textContent = `${rows.length - 1} rows`;
  } catch (error) {
    output.textContent = error.message;
  }
  input.disabled = false;
});

/** Its length in ms. */
async function open(file) {
  video.src = URL.createObjectURL(file);
  await happens('loadedmetadata');
  if (video.duration === Infinity) {
    // Recorded by a browser, it has its length nowhere; its end has to be looked for.
    video.currentTime = Number.MAX_SAFE_INTEGER;
    await happens('seeked');
  }
  return video.duration * 1000;
}

function happens(name) {
  return new Promise((resolve, reject) => {
    video.addEventListener(name, resolve, { once: true });
    video.onerror = () => reject(new Error('This browser cannot play the video.'));
  });
}

function rowOf(ms, { id, boxPx, sure, expression, probabilities }) {
  const box = [boxPx.xPx, boxPx.yPx, boxPx.widthPx, boxPx.heightPx].map((px) => px.toFixed(1));
  const shares = EXPRESSIONS.map((name) => probabilities[name].toFixed(4));
  return [ms, id, ...box, sure ? expression : 'not_sure', ...shares];
}
