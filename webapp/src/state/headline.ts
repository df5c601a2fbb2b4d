import type { FaceReading } from '../vision/index';
import type { LiveReading } from './liveReading';

/** A face that is gone for so long is only a blink of the detector: what was read of it stays. */
const BLINK_MS = 400;
/** Without a face for so long, there is none: cameras need about a second for their exposure. */
const NO_FACE_AFTER_MS = 1500;

/** What the panel has to say. */
export type Headline =
  | { readonly kind: 'starting' }
  | { readonly kind: 'searching' }
  | { readonly kind: 'noFace' }
  | { readonly kind: 'face'; readonly face: FaceReading };

/** What to say of the newest reading. */
export function headlineOf(live: LiveReading): Headline {
  const reading = live.current();
  if (reading === undefined) return { kind: 'starting' };
  const face = live.mainFace();
  if (face !== undefined) return { kind: 'face', face };
  if (live.kind() === 'still') return { kind: 'noFace' };
  const last = live.lastFace();
  if (last !== undefined && reading.timestampMs - last.atMs <= BLINK_MS) {
    return { kind: 'face', face: last.face };
  }
  const sinceMs = last?.atMs ?? live.firstFrameMs() ?? reading.timestampMs;
  return reading.timestampMs - sinceMs > NO_FACE_AFTER_MS
    ? { kind: 'noFace' }
    : { kind: 'searching' };
}
