import { BlobSource, Input, MATROSKA, MP4, QTFF, VideoSampleSink, WEBM } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';
import type { TimedFrame, FrameSource, OpenFrame } from './frames';

/*
 * Mediabunny (MPL-2.0, since 2025, no dependencies but types) takes videos apart and feeds the
 * browser's own decoder: what is in MP4, QuickTime and Matroska files fills books, and their edge
 * cases others have met already.
 */

/**
 * The frames of a video by the browser's own decoder; undefined where it has none for this video, or
 * the video is in another container.
 */
export async function decodedFrames(file: Blob): Promise<FrameSource | undefined> {
  if (!('VideoDecoder' in globalThis)) return undefined;
  const input = new Input({ source: new BlobSource(file), formats: [MP4, QTFF, WEBM, MATROSKA] });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track !== null && (await track.canDecode())) {
      const durationS = (await track.getDurationFromMetadata()) ?? 0;
      return {
        frames: (dueMs) => framesOf(track, durationS, dueMs),
        dispose: () => {
          input.dispose();
        },
      };
    }
  } catch {
    // The browser's own player may know more.
  }
  input.dispose();
  return undefined;
}

async function* framesOf(
  track: InputVideoTrack,
  durationS: number,
  dueMs: () => number,
): AsyncGenerator<TimedFrame> {
  let firstS: number | undefined;
  for await (const sample of new VideoSampleSink(track).samples()) {
    try {
      // Before its beginning a video may have frames that later ones build on.
      if (sample.timestamp < 0 && sample.timestamp + sample.duration <= 0) continue;
      firstS ??= sample.timestamp;
      const sinceFirstS = sample.timestamp - firstS;
      // Of a microsecond, which is what decoders count in.
      const timeMs = Math.round(sinceFirstS * 1e6) / 1e3;
      if (timeMs < dueMs()) continue;
      const share = durationS > 0 ? Math.min(1, sample.timestamp / durationS) : 0;
      yield { timeMs, frame: upright(sample), share };
    } finally {
      sample.close();
    }
  }
}

/** The frame as decoded, or redrawn where the camera was held on its side. */
function upright(sample: VideoSample): OpenFrame {
  if (sample.rotation === 0 && !sample.flip) return sample.toVideoFrame();
  const canvas = new OffscreenCanvas(sample.displayWidth, sample.displayHeight);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to turn it on');
  sample.draw(context, 0, 0);
  return canvas.transferToImageBitmap();
}
