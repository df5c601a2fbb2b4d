import { VisionError, type ExpressionReader, type FrameReading } from '../vision/index';

/** How long a reader is left alone that is still busy with another frame. */
const BUSY_WAIT_MS = 50;

/**
 * The reading of a picture by itself, as soon as the reader has finished what it is doing: the last
 * frame of the camera that was on before takes a slow phone a while.
 *
 * @param makeFrame gives the picture anew, since the reader closes what it is given
 * @throws VisionError the reader's, but not `busy`; the signal's reason if aborted.
 */
export async function readStillWhenFree(
  reader: Pick<ExpressionReader, 'readStill'>,
  makeFrame: () => Promise<ImageBitmap>,
  signal: AbortSignal,
): Promise<FrameReading> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await reader.readStill(await makeFrame(), { signal });
    } catch (error) {
      if (!(error instanceof VisionError && error.code === 'busy')) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT_MS));
  }
}
