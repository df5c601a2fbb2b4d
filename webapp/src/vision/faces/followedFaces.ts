import type { Detection } from './detection';
import { filterFace, startFace, toDetection, type FilteredFace } from './filteredFace';
import { matchBoxes } from './matching';
import { approach } from './smoothing';

/** How long a face that is not found keeps its record. */
const FORGOTTEN_AFTER_MS = 500;
/**
 * A face of the previous frame keeps it longer: it was never away if a phone takes a second per frame,
 * or if no frames are read while a person reads a face's details. A camera that is turned on again
 * needs a `reset`.
 */
const FRAMES_APART_AT_MOST_MS = 60_000;

/** All that is known about a face in a stream. */
export interface FollowedFace {
  /** Kept while the face moves. */
  readonly id: number;
  /** Its last detection. */
  found: Detection;
  /** The same, filtered over time. */
  filtered: FilteredFace;
  /** When it was last found, by the frames' clock, and how long that was after the time before. */
  seenMs: number;
  gapMs: number;
  /** When the detector last looked at it. */
  lookedMs: number;
  /** The network's last answer, and the 48 x 48 grey levels that it read. */
  reading:
    | {
        readonly grey: Uint8Array;
        readonly probabilities: readonly number[];
        readonly atMs: number;
      }
    | undefined;
  /** Its probabilities smoothed over time. */
  smoothed: { readonly probabilities: readonly number[]; readonly atMs: number } | undefined;
}

/** A face in a frame. */
export interface Sighting {
  readonly found: Detection;
  /** The record of the face, if it was followed here. */
  readonly known?: FollowedFace | undefined;
  readonly lookedMs: number;
}

/** The records of a stream's faces. */
export interface FollowedFaces {
  /**
   * The records of a frame's faces, largest first. A face that was not followed continues one that was
   * out of sight if its place and size are close.
   *
   * @param timestampMs of the frame, on one clock; if it goes back, every face is forgotten
   */
  update(sightings: readonly Sighting[], timestampMs: number): FollowedFace[];
  /** Forgets every face. Their ids are not used again. */
  reset(): void;
}

/** Records, at first of no faces. */
export function createFollowedFaces(): FollowedFaces {
  let faces: FollowedFace[] = [];
  let nextId = 1;
  let clockMs = -Infinity;

  /** The records that have not expired by this frame. */
  function alive(timestampMs: number): FollowedFace[] {
    if (timestampMs < clockMs) return [];
    return faces.filter(({ seenMs }) => {
      const limitMs = seenMs === clockMs ? FRAMES_APART_AT_MOST_MS : FORGOTTEN_AFTER_MS;
      return timestampMs - seenMs <= limitMs;
    });
  }

  function start({ found, lookedMs }: Sighting, timestampMs: number): FollowedFace {
    const face: FollowedFace = {
      id: nextId,
      found,
      filtered: startFace(found),
      seenMs: timestampMs,
      gapMs: Infinity,
      lookedMs,
      reading: undefined,
      smoothed: undefined,
    };
    nextId += 1;
    return face;
  }

  return {
    update(sightings, timestampMs) {
      const known = alive(timestampMs);
      const inOrder = sightings.toSorted((a, b) => area(b.found) - area(a.found));
      const isFollowed = (face: FollowedFace | undefined) =>
        face !== undefined && known.includes(face);
      const unseen = known.filter((face) => !sightings.some((sighting) => sighting.known === face));
      const fresh = inOrder.filter((sighting) => !isFollowed(sighting.known));
      const matches = matchBoxes(
        unseen.map(({ filtered }) => toDetection(filtered, 1).boxPx),
        fresh.map(({ found }) => found.boxPx),
      );
      const current = inOrder.map((sighting) => {
        const index = fresh.indexOf(sighting);
        const face = index < 0 ? sighting.known : unseen[matches[index] ?? unseen.length];
        if (face === undefined) return start(sighting, timestampMs);
        seeAgain(face, sighting, timestampMs);
        return face;
      });
      faces = [...new Set([...known, ...current])];
      clockMs = timestampMs;
      return current;
    },

    reset() {
      faces = [];
      clockMs = -Infinity;
    },
  };
}

/** The face at its filtered place. */
export function whereIs({ filtered, found }: FollowedFace): Detection {
  return toDetection(filtered, found.score);
}

/**
 * The face's probabilities smoothed over time; call it once per frame, after its reading.
 *
 * @param halfLifeMs time in which they move half way to a new value
 */
export function smooth(face: FollowedFace, halfLifeMs: number): readonly number[] {
  const { reading, smoothed: before, seenMs } = face;
  const now = reading?.probabilities ?? [];
  const probabilities =
    before === undefined
      ? now
      : approach(before.probabilities, now, seenMs - before.atMs, halfLifeMs);
  face.smoothed = { probabilities, atMs: seenMs };
  return probabilities;
}

function seeAgain(face: FollowedFace, { found, lookedMs }: Sighting, timestampMs: number): void {
  face.gapMs = timestampMs - face.seenMs;
  if (face.gapMs > 0) face.filtered = filterFace(face.filtered, found, face.gapMs);
  face.found = found;
  face.seenMs = timestampMs;
  face.lookedMs = lookedMs;
}

function area({ boxPx }: Detection): number {
  return boxPx.widthPx * boxPx.heightPx;
}
