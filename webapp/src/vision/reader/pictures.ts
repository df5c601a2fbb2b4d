import type { Frame, PictureSource, Pixels } from '../sources';
import { refusal } from './refusing';

/**
 * A copy of what a source shows now, to be moved to the worker. Files and images do not change, so
 * they are copied only when their turn comes: many may wait, and each is large once decoded.
 *
 * @returns a function to call once, in turn; it rejects with VisionError `badFrame`.
 */
export function copyOf(source: PictureSource): () => Promise<Frame> {
  const kind = kindOf(source);
  if (kind === 'HTMLImageElement' || kind === 'Blob' || kind === 'File') {
    return () => copy(source, kind);
  }
  const copied = copy(source, kind);
  // The caller, if it still waits, gets the failure.
  copied.catch(() => undefined);
  return () => copied;
}

async function copy(source: PictureSource, kind: string): Promise<Frame> {
  try {
    // Nothing is awaited before this, so that it copies the current state.
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

/** By its class's name, since elements of another frame have other classes. */
function kindOf(source: unknown): string {
  return Object.prototype.toString.call(source).slice(8, -1);
}
