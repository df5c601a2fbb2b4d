import type { FaceReading } from '../vision/index';
import { mainFace, type LiveReading } from './liveReading';

/** A face that is gone for so long counts as gone; shorter is a blink of the detector. */
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
  const face = mainFace(reading);
  if (face !== undefined) return { kind: 'face', face };
  const lastFaceMs = live.lastFaceMs();
  const isGone =
    lastFaceMs === undefined
      ? live.frameCount() > SEARCH_FRAMES
      : reading.timestampMs - lastFaceMs > NO_FACE_AFTER_MS;
  return isGone ? { kind: 'noFace' } : { kind: 'searching' };
}

/** Cameras need some frames to find their exposure; about a second. */
const SEARCH_FRAMES = 20;
