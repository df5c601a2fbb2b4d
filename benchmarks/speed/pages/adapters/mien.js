import { createExpressionReader } from '/mien/mien.js';
import { runWorkersOnPage } from './workersOnPage.js';

/**
 * Mien's vision core, as docs/embedding.md has it.
 *
 * @param {{ model?: string, onPage?: boolean }} settings `onPage` runs the worker's script on the
 *   page's own thread, the only one that the browser's throttling and heap figures reach
 */
export async function load({ model, onPage = false }) {
  if (onPage) runWorkersOnPage();
  const reader = await createExpressionReader({ modelsUrl: '/mien/models/', model });
  let tensors = 0;
  return {
    about: reader.info.model.name,
    tensors: () => tensors,
    async read(canvas, { mode, timestampMs }) {
      const startMs = performance.now();
      const frame = await createImageBitmap(canvas);
      const bitmapMs = performance.now() - startMs;
      const options = { timestampMs };
      const reading = await (mode === 'stream'
        ? reader.read(frame, options)
        : reader.readStill(frame, options));
      tensors = reading.tensors;
      const { detect, crop, classify } = reading.timingsMs;
      return {
        labels: reading.faces.map(({ top }) => reader.info.labels[top]),
        stagesMs: { bitmap: bitmapMs, detect, crop, classify },
      };
    },
  };
}
