import type { Frame, PictureSource, Pixels } from '../sources';
import { refusal } from './refusing';

/**
 * A copy of what a source shows now, to be moved to the worker. Files and images do not change, so
 * they are only copied when their turn comes: many may wait, and each is large once it is decoded.
 *
 * @returns called in turn, once; rejects with VisionError `badFrame`.
 */
export function copyOf(source: PictureSource): () => Promise<Frame> {
  const kind = kindOf(source);
  if (kind === 'HTMLImageElement' || kind === 'Blob' || kind === 'File') {
    return () => copy(source, kind);
  }
  const copied = copy(source, kind);
  // Whoever waits for it hears of a failure, and perhaps nobody does.
  copied.catch(() => undefined);
  return () => copied;
}

async function copy(source: PictureSource, kind: string): Promise<Frame> {
  try {
    // Of what is there now: nothing is awaited before.
    if ('data' in source) return await createImageBitmap(imageDataOf(source));
    if (kind === 'HTMLImageElement') await (source as HTMLImageElement).decode();
    return await createImageBitmap(source);
  } catch (cause) {
    throw await refusal(({ badPicture }) => badPicture(kind, cause));
  }
}

function imageDataOf({ data, width, height }: Pixels): ImageData {
  return new ImageData(new Uint8ClampedArray(data), width, height);
}

/** By its name, since another frame's elements have classes of their own. */
function kindOf(source: unknown): string {
  return Object.prototype.toString.call(source).slice(8, -1);
}
