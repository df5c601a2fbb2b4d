import { createReader } from '/mien/index.js';
import { runWorkersOnPage } from './workersOnPage.js';

/**
 * Mien's npm package, as docs/embedding.md has it.
 *
 * @param {{ model?: string, onPage?: boolean }} settings `onPage` runs the worker's script on the
 *   page's own thread, the only one that the browser's throttling and heap figures reach
 */
export async function load({ model, onPage = false }) {
  if (onPage) runWorkersOnPage();
  const reader = await createReader({ model });
  let tensors = 0;
  return {
    about: reader.info.model.name,
    tensors: () => tensors,
    async read(canvas, { mode, timestampMs }) {
      const startMs = performance.now();
      // A frame by itself is a camera's first one; pictures by themselves are searched for longer.
      if (mode === 'still') reader.reset();
      const reading = await reader.read(canvas, { follow: true, timestampMs });
      tensors = reading.tensors;
      const { detect, crop, classify, total } = reading.timingsMs;
      const wayMs = performance.now() - startMs - total;
      return {
        labels: reading.faces.map(({ expression }) => expression),
        stagesMs: { way: wayMs, detect, crop, classify },
      };
    },
    async find(canvas) {
      const { faces } = await reader.read(canvas);
      return faces.map(({ boxPx: { xPx, yPx, widthPx, heightPx } }) => ({
        x: xPx,
        y: yPx,
        width: widthPx,
        height: heightPx,
      }));
    },
  };
}
