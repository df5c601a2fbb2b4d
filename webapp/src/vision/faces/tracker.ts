import type { Detection } from './detection';
import { filterFace, startFace, toDetection, type FilteredFace } from './filteredFace';
import { matchBoxes } from './matching';
import { approach } from './smoothing';

/** A face that is not found keeps its id for so long. */
const FORGOTTEN_AFTER_MS = 500;
/**
 * A face of the frame just before keeps it for longer: on a phone that takes a second a frame, or
 * while a person reads a face's details and no frames are read, it was never away. A camera that is
 * turned on again needs a `reset`.
 */
const FRAMES_APART_AT_MOST_MS = 60_000;

/** A detection that may continue a face seen before, with its geometry filtered over time. */
export interface TrackedFace extends Detection {
  readonly id: number;
}

/** Gives faces ids that stay while they move, and smooths what is measured of them. */
export interface Tracker {
  /**
   * The frame's faces, in the order of `detections`.
   *
   * @param timestampMs of the frame, on one clock; a clock that goes back forgets every face
   */
  update(detections: readonly Detection[], timestampMs: number): TrackedFace[];
  /** The face's probabilities smoothed over time; call it once for each face of a frame. */
  smooth(id: number, probabilities: readonly number[]): readonly number[];
  /** Another half-life, from the next call of `smooth` on. */
  setHalfLife(halfLifeMs: number): void;
  /** Forgets every face. Their ids are not used again. */
  reset(): void;
}

interface Track {
  readonly id: number;
  face: FilteredFace;
  seenMs: number;
  probabilities: { readonly values: readonly number[]; readonly atMs: number } | undefined;
}

/**
 * A tracker without faces.
 *
 * @param firstHalfLifeMs of the probabilities: time in which they go half way to a new value
 */
export function createTracker(firstHalfLifeMs: number): Tracker {
  let halfLifeMs = firstHalfLifeMs;
  let tracks: Track[] = [];
  let nextId = 1;
  let clockMs = -Infinity;

  function start(detection: Detection): Track {
    const id = nextId;
    nextId += 1;
    return { id, face: startFace(detection), seenMs: clockMs, probabilities: undefined };
  }

  function follow(track: Track, detection: Detection): Track {
    const elapsedMs = clockMs - track.seenMs;
    if (elapsedMs > 0) track.face = filterFace(track.face, detection, elapsedMs);
    track.seenMs = clockMs;
    return track;
  }

  return {
    update(detections, timestampMs) {
      if (timestampMs < clockMs) tracks = [];
      const lastFrameMs = clockMs;
      clockMs = timestampMs;
      const alive = tracks.filter(({ seenMs }) => {
        const limitMs = seenMs === lastFrameMs ? FRAMES_APART_AT_MOST_MS : FORGOTTEN_AFTER_MS;
        return clockMs - seenMs <= limitMs;
      });
      const matches = matchBoxes(
        alive.map(({ face }) => toDetection(face, 1).boxPx),
        detections.map(({ boxPx }) => boxPx),
      );
      const current = detections.map((detection, index) => {
        const known = alive[matches[index] ?? alive.length];
        const track = known === undefined ? start(detection) : follow(known, detection);
        return { track, score: detection.score };
      });
      tracks = [...new Set([...alive, ...current.map(({ track }) => track)])];
      return current.map(({ track, score }) => ({
        id: track.id,
        ...toDetection(track.face, score),
      }));
    },

    smooth(id, probabilities) {
      const track = tracks.find((candidate) => candidate.id === id);
      if (track === undefined) return probabilities;
      const before = track.probabilities;
      const values =
        before === undefined
          ? probabilities
          : approach(before.values, probabilities, track.seenMs - before.atMs, halfLifeMs);
      track.probabilities = { values, atMs: track.seenMs };
      return values;
    },

    setHalfLife(next) {
      halfLifeMs = next;
    },

    reset() {
      tracks = [];
      clockMs = -Infinity;
    },
  };
}
