import type { PointPx } from '../types';

/**
 * `previous` moved towards `next`, half way in each `halfLifeMs`, whatever the frame rate. Lists of probabilities keep their sum. A half-life of 0 gives `next`.
 */
export function approach(
  previous: readonly number[],
  next: readonly number[],
  elapsedMs: number,
  halfLifeMs: number,
): number[] {
  const share = halfLifeMs > 0 ? 1 - 2 ** (-elapsedMs / halfLifeMs) : 1;
  return next.map((value, index) => {
    const before = previous[index] ?? value;
    return before + share * (value - before);
  });
}

/** A point under the One-Euro filter, with its state for the next step. */
export interface FilteredPoint extends PointPx {
  /** Low-passed velocity in face sides per second. */
  readonly velocityX: number;
  readonly velocityY: number;
}

/** Cut-off for a still point. */
const STILL_CUTOFF_HZ = 1;
/**
 * Cut-off added per face side per second of speed. It bounds the lag of a moving point: at speed v
 * the filter trails by v / (2 pi cutoff), which stays below 1 / (2 pi 10) = 1.6 % of a side.
 */
const CUTOFF_HZ_PER_SPEED = 10;
/** Cut-off for the velocity itself, as the paper advises. */
const VELOCITY_CUTOFF_HZ = 1;

/** The filter's first state. */
export function startFilter(point: PointPx): FilteredPoint {
  return { xPx: point.xPx, yPx: point.yPx, velocityX: 0, velocityY: 0 };
}

/**
 * The One-Euro filter (Casiez, Roussel & Vogel 2012, doi:10.1145/2207676.2208639): a low-pass whose
 * cut-off grows with speed, so that a still face's crop stays still and a moving one's does not lag.
 * Speeds are measured in face sides, so that near and far faces are treated alike.
 *
 * @param sidePx the face's size
 * @param elapsedMs since `previous`, above 0
 */
export function filterPoint(
  previous: FilteredPoint,
  measured: PointPx,
  sidePx: number,
  elapsedMs: number,
): FilteredPoint {
  const seconds = elapsedMs / 1000;
  const velocityShare = lowPassShare(VELOCITY_CUTOFF_HZ, seconds);
  const perSide = 1 / (sidePx * seconds);
  const velocityX = mix(previous.velocityX, (measured.xPx - previous.xPx) * perSide, velocityShare);
  const velocityY = mix(previous.velocityY, (measured.yPx - previous.yPx) * perSide, velocityShare);
  const speed = Math.hypot(velocityX, velocityY);
  const share = lowPassShare(STILL_CUTOFF_HZ + CUTOFF_HZ_PER_SPEED * speed, seconds);
  return {
    xPx: mix(previous.xPx, measured.xPx, share),
    yPx: mix(previous.yPx, measured.yPx, share),
    velocityX,
    velocityY,
  };
}

/** Weight of the newest value in an exponential low-pass with this cut-off. */
function lowPassShare(cutoffHz: number, seconds: number): number {
  const radians = 2 * Math.PI * cutoffHz * seconds;
  return radians / (1 + radians);
}

function mix(before: number, after: number, share: number): number {
  return before + share * (after - before);
}
