import { MediaError } from '../media/errors';
import { recognise } from '../media/openFile';
import { openPicture } from '../media/openPicture';
import { videoFrames } from '../media/video/frames';
import { rowsOf, type Row } from '../table/columns';
import { VisionError, type ExpressionReader } from '../vision/index';

/** So many frames that fail in a row are no accident. */
const MISREADS = 5;

export interface ReadFileOptions {
  readonly reader: Pick<ExpressionReader, 'info' | 'read' | 'reset'>;
  /** What the table calls it. */
  readonly name: string;
  /** Of a video, the first frame of each such step; every frame if 0. */
  readonly everyMs: number;
}

/** What was read of a picture, or of a video's frame. */
export interface FilePart {
  readonly rows: readonly Row[];
  readonly isVideo: boolean;
  /** How much of the file has been read, 0 to 1; 0 if that is not known. */
  readonly share: number;
}

/**
 * A file's rows, a frame at a time. Nothing is held but the frame that is read.
 *
 * @throws MediaError if it cannot be opened, or breaks before its end
 * @throws VisionError `workerFailed`, `workerHung` or `disposed`: the reader is spent
 */
export async function* readFile(
  chosen: Blob,
  { reader, name, everyMs }: ReadFileOptions,
): AsyncGenerator<FilePart> {
  const { kind, file } = await recognise(chosen);
  const { labels } = reader.info;
  if (kind !== 'video') {
    const picture = await openPicture(file, kind === 'heic');
    let faces;
    try {
      ({ faces } = await reader.read(picture));
    } catch (error) {
      throw asMediaError(error, 'unreadablePicture');
    } finally {
      picture.close();
    }
    yield { rows: rowsOf(name, undefined, faces, labels), isVideo: false, share: 1 };
    return;
  }
  reader.reset();
  let misreads = 0;
  let isEmpty = true;
  for await (const { frame, timeMs, share } of framesOrError(file, everyMs)) {
    isEmpty = false;
    try {
      const { faces } = await reader.read(frame, { follow: true, timestampMs: timeMs });
      misreads = 0;
      yield { rows: rowsOf(name, timeMs, faces, labels), isVideo: true, share };
    } catch (error) {
      misreads += 1;
      if (misreads === MISREADS || !isBadFrame(error)) {
        throw asMediaError(error, 'unreadableVideo');
      }
    } finally {
      frame.close();
    }
  }
  if (isEmpty)
    throw new MediaError('unreadableVideo', 'expected a video, got one without a frame.');
}

/** The frames; a decoder's own errors as one that says what came. */
async function* framesOrError(file: Blob, everyMs: number): ReturnType<typeof videoFrames> {
  let lastMs: number | undefined;
  try {
    for await (const frame of videoFrames(file, everyMs)) {
      yield frame;
      lastMs = frame.timeMs;
    }
  } catch (error) {
    if (error instanceof MediaError) throw error;
    const where =
      lastMs === undefined ? 'no frame could be decoded' : `it breaks after ${lastMs} ms`;
    throw new MediaError(
      'unreadableVideo',
      `expected a video that this browser decodes, ${where}.`,
      {
        cause: error,
      },
    );
  }
}

function isBadFrame(error: unknown): boolean {
  return error instanceof VisionError && error.code === 'badFrame';
}

function asMediaError(error: unknown, code: 'unreadablePicture' | 'unreadableVideo'): unknown {
  if (!(error instanceof VisionError) || error.code !== 'badFrame') return error;
  return new MediaError(code, error.message, { cause: error });
}
