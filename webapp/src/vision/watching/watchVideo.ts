import type { WatchOptions } from '../api';
import { VisionError } from '../errors';
import type { FrameReading } from '../types';
import { watchCamera } from './camera';
import { readFrames, type FollowingReader } from './frameLoop';
import { watchVideoFile } from './videoFile';

/**
 * Reads a video's newest frames until `options.signal` or `ended` aborts; see `ExpressionReader.watch`.
 *
 * @param ended aborts when the reader is disposed
 */
export async function watchVideo(
  reader: FollowingReader & { readonly reset: () => void },
  video: HTMLVideoElement,
  onReading: (reading: FrameReading) => void,
  options: WatchOptions,
  ended: AbortSignal,
): Promise<void> {
  if (Object.prototype.toString.call(video) !== '[object HTMLVideoElement]') {
    throw new VisionError('badFrame', 'watch: expected a video element. Others are for read.');
  }
  // AbortSignal.any needs Safari 17.4 or Firefox 124.
  const over = new AbortController();
  const { signal } = over;
  const end = () => {
    over.abort();
  };
  const listening = { signal };
  for (const cause of [options.signal, ended]) {
    cause?.addEventListener('abort', end, listening);
    if (cause?.aborted === true) end();
  }
  const loop = { ...options, video, reader, onReading, signal };
  try {
    // A stream has no clock of its own and cannot be moved.
    if (video.srcObject === null) {
      const source = watchVideoFile(video, signal, reader.reset);
      await readFrames(source, {
        ...loop,
        onReading: (reading) => {
          if (source.isInPlace()) onReading(reading);
        },
      });
    } else await readFrames(watchCamera(video, signal), loop);
  } finally {
    end();
  }
}
